#!/usr/bin/env bash
# `make lint`: formatting, clippy, licences and banned crates, types of the window.
source "$(dirname "$0")/common.sh"
source scripts/checks.sh

prepare
lint_steps
finish "Lint is green"

//! The one list of commands: build.rs makes permissions of it, the shell handlers and bindings; tests hold the rest to it.

macro_rules! each_command {
    ($then:ident) => {
        $then! {
            welcome, vault_create, vault_choose, vault_open, vault_sample, vault_lock, vault_info,
            vault_change_passphrase, zone, set_zone, home, import_choose, import_look, import_put_aside, import_check,
            import_run, import_cancel, import_save_rejects, import_undo_plan, import_undo, imports, matches_find,
            matches_merge_sure, matches_merge, matches_keep_apart, matches_unmerge, matches, fields, set_field_purpose,
            quarantine, record_yes, export_audience, people, person, rule_options, places_choose, places_load, segment_size, segment_count, segment_members, segment_explain, segment_save,
            segments, segments_worked_out, segment_delete, segment_against, segment_overlap, segment_compare, segment_read, segment_history, segment_seen, ready_made,
            roster_look_up, roster_people, personas, personas_build, scores, scores_cancel, score_value, score_risk, score_lead, score_subscriber,
            score_points_save, score_cohorts, score_rfm, score_explain, score_proof, score_proof_seen, score_override,
            score_override_take_back, score_overrides, score_card_save, score_runs, score_replay,
            campaign_starter, campaign_preview, privacy, opt_out,
            erasure_plan, erase, log_verify, safe, ways_in, vault_open_here, vault_renew, keys, recovery_begin,
            recovery_confirm, sheet_print, remember_on_this_computer, rotate, backups, backup_now, backup_elsewhere,
            backup_check, set_backup_rule, backup_pick, backup_choose, restore_look, restore, trust, prove,
            accept_findings,
            preferences, set_auto_lock, touch, hear
        }
    };
}

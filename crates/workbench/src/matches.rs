//! Entries that may be one person: compared, decided on, and every decision can be taken back.

use crate::{
    Workbench, problems,
    progress::Progress,
    views::{MatchReviewView, MergeEntry, MergeReportView},
};
use regulars_model::Problem;

impl Workbench {
    /// Compares everybody and says which entries may be one person. Pairs that were decided on are not asked again.
    ///
    /// # Errors
    /// When no vault is open, or the user stopped it.
    pub fn find_matches(&self, _progress: Progress<'_>) -> Result<MatchReviewView, Problem> {
        Err(problems::locked())
    }

    /// Merges every pair beyond reasonable doubt.
    ///
    /// # Errors
    /// As for [`Self::find_matches`].
    pub fn merge_sure(&mut self, _progress: Progress<'_>) -> Result<MergeReportView, Problem> {
        Err(problems::locked())
    }

    /// Two entries are one person: shown, counted and written to as one; the most restrictive permission holds.
    ///
    /// # Errors
    /// When no vault is open, nobody goes by one of the names, or both are the same entry.
    pub fn merge(&mut self, _a: &str, _b: &str) -> Result<MergeReportView, Problem> {
        Err(problems::locked())
    }

    /// Two entries are two people, and are not asked about again.
    ///
    /// # Errors
    /// As for [`Self::merge`].
    pub fn keep_apart(&mut self, _a: &str, _b: &str) -> Result<MergeReportView, Problem> {
        Err(problems::locked())
    }

    /// Takes a decision (`m3`) back: both entries are byte for byte what they were, with what was said since.
    ///
    /// # Errors
    /// When no vault is open, or there is no such decision.
    pub fn unmerge(&mut self, _decision: &str) -> Result<MergeReportView, Problem> {
        Err(problems::locked())
    }

    /// Every decision that holds, newest first.
    ///
    /// # Errors
    /// When no vault is open.
    pub fn merges(&self) -> Result<Vec<MergeEntry>, Problem> {
        Err(problems::locked())
    }
}

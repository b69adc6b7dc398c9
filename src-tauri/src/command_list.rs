//! The one list of commands: build.rs makes permissions of it, the shell handlers and bindings; tests hold the rest to it.

macro_rules! each_command {
    ($then:ident) => {
        $then! {
            welcome, vault_create, vault_choose, vault_open, vault_sample, vault_lock, vault_info,
            vault_change_passphrase, home, import_choose, import_check, import_run, import_cancel, import_save_rejects,
            imports, people, person, rule_options, segment_count, segment_members, segment_explain, segment_save,
            segments, segment_delete, personas, personas_build, campaign_starter, campaign_preview, privacy, opt_out,
            erasure_plan, erase, log_verify, safe, ways_in, vault_open_here, vault_renew, keys, recovery_begin,
            recovery_confirm, sheet_print, remember_on_this_computer, rotate, backups, backup_now, backup_elsewhere,
            backup_check, set_backup_rule, backup_pick, backup_choose, restore_look, restore, trust, prove,
            accept_findings,
            preferences, set_auto_lock, touch
        }
    };
}

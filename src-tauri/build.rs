//! Turns the command list into permissions, so that a command the capability does not grant is refused.

#[macro_use]
#[path = "src/command_list.rs"]
mod command_list;

macro_rules! names {
    ($($name:ident),*) => { &[$(stringify!($name)),*] };
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("cargo:rerun-if-changed=src/command_list.rs");
    let manifest = tauri_build::AppManifest::new().commands(each_command!(names));
    tauri_build::try_build(tauri_build::Attributes::new().app_manifest(manifest))?;
    Ok(())
}

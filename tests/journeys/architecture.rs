//! The house stays as it was planned: who may depend on whom, what the window may see and ask, what never comes in.
//! Every rule is a function over texts, so that each is also tried on a text that breaks it.

use crate::sources::{Source, code_only, file, files, none, root};
use std::collections::{BTreeMap, BTreeSet};

/// Ours, and which of ours each may name. Siblings never name each other.
const PLAN: [(&str, &[&str]); 11] = [
    ("model", &[]),
    ("columns", &["model"]),
    ("ingest", &["model", "columns"]),
    ("insight", &["model", "columns"]),
    ("vault", &["model"]),
    ("paper", &["model"]),
    ("sample", &["model"]),
    ("workbench", &["model", "columns", "ingest", "insight", "vault", "paper", "sample"]),
    ("cli", &["model", "workbench"]),
    ("app", &["model", "workbench"]),
    ("tests", &["model", "columns", "ingest", "insight", "vault", "paper", "sample", "workbench"]),
];

/// Foreign crates that only one of ours may name.
const ONLY: [(&str, &str); 13] = [
    ("tauri", "app"),
    ("tauri-build", "app"),
    ("tauri-specta", "app"),
    ("rfd", "app"),
    ("rusqlite", "vault"),
    ("keyring", "vault"),
    ("keyring-core", "vault"),
    ("argon2", "vault"),
    ("chacha20poly1305", "vault"),
    ("plotters", "paper"),
    ("liquid", "paper"),
    ("linfa", "insight"),
    ("clap", "cli"),
];

fn manifests() -> Vec<Source> {
    files(&["crates", "src-tauri", "tests"], &["Cargo.toml"])
}

fn dependencies(table: &toml::Table) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for (key, value) in table {
        let Some(inner) = value.as_table() else { continue };
        if key.ends_with("dependencies") {
            names.extend(inner.keys().cloned());
        } else if key == "target" || table.contains_key("cfg") || key.starts_with("cfg(") {
            names.extend(dependencies(inner));
        }
    }
    names
}

fn wrong_edges(manifests: &[Source]) -> Vec<String> {
    let plan: BTreeMap<&str, &[&str]> = PLAN.into_iter().collect();
    let mut offences = Vec::new();
    for manifest in manifests {
        let table: toml::Table = manifest.text.parse().unwrap_or_else(|e| panic!("{}: {e}", manifest.path));
        let name = table["package"]["name"].as_str().unwrap_or_default();
        let ours = name.strip_prefix("regulars-").unwrap_or(name);
        let Some(allowed) = plan.get(ours) else {
            offences.push(format!("{}: `{name}` is not in the plan (docs/ARCHITECTURE.md)", manifest.path));
            continue;
        };
        for dependency in dependencies(&table) {
            if let Some(other) = dependency.strip_prefix("regulars-")
                && !allowed.contains(&other)
            {
                let may = if allowed.is_empty() { "nothing of ours".to_owned() } else { allowed.join(", ") };
                offences.push(format!("{}: `{ours}` names `{other}`; it may name {may}", manifest.path));
            }
            for (foreign, owner) in ONLY {
                if dependency == foreign && ours != owner {
                    offences.push(format!("{}: `{ours}` names `{foreign}`, which only `{owner}` may", manifest.path));
                }
            }
        }
    }
    offences
}

/// `import … from "x"`, `export … from "x"`, `import "x"` and `import("x")`: how each begins, and the x.
fn imports(source: &Source) -> Vec<(&str, &str)> {
    let (text, mut begins, mut offset) = (source.text.as_str(), "", 0);
    let mut found = Vec::new();
    for line in text.split_inclusive('\n') {
        let code = line.trim_start();
        if code.starts_with("import") || code.starts_with("export") {
            begins = code;
        }
        let comment = code.starts_with("//") || code.starts_with('*') || code.starts_with("/*");
        for opening in ["from \"", "from '", "import \"", "import '", "import(\"", "import('"] {
            if let Some(at) = line.find(opening).filter(|_| !comment) {
                let rest = &text[offset + at + opening.len()..];
                found.push((begins, rest.split(['"', '\'']).next().unwrap_or_default()));
                break;
            }
        }
        offset += line.len();
    }
    found
}

/// The folder an import leads to, from the root: `ui/src/features/people/x` and `../import/y` give `ui/src/features/import/y`.
fn leads_to(from: &str, import: &str) -> String {
    if let Some(alias) = import.strip_prefix("$") {
        return format!("ui/src/{alias}");
    }
    if !import.starts_with('.') {
        return import.to_owned();
    }
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for step in import.split('/') {
        match step {
            "." => {}
            ".." => {
                parts.pop();
            }
            name => parts.push(name),
        }
    }
    parts.join("/")
}

fn feature(path: &str) -> Option<&str> {
    path.strip_prefix("ui/src/features/")?.split('/').next()
}

fn wrong_imports(sources: &[Source]) -> Vec<String> {
    let mut offences = Vec::new();
    for source in sources {
        let in_host = source.path.starts_with("ui/src/host/");
        for (begins, import) in imports(source) {
            let to = leads_to(&source.path, import);
            let mut refuse = |why: &str| offences.push(format!("{}: imports `{import}`: {why}", source.path));
            if import.starts_with("@tauri-apps") && !in_host {
                refuse("only ui/src/host knows the shell");
            }
            let type_only = begins.starts_with("import type") || begins.starts_with("export type");
            if to.starts_with("ui/src/bindings") && !in_host && !type_only {
                refuse("outside ui/src/host only its types may be used");
            }
            if let (Some(here), Some(there)) = (feature(&source.path), feature(&to))
                && here != there
            {
                refuse("features never import each other; share through ui/src/shared");
            }
            if source.path.starts_with("ui/src/shared/")
                && ["ui/src/features", "ui/src/views"].iter().any(|upper| to.starts_with(upper))
            {
                refuse("what is shared knows nothing above it");
            }
            if source.path.starts_with("ui/src/features/") && to.starts_with("ui/src/views") {
                refuse("a feature does not know where it is shown");
            }
        }
    }
    offences
}

/// Names of the types the window may see: the views, and the few nouns that cross with them.
fn view_types() -> BTreeSet<String> {
    let mut names: BTreeSet<String> =
        ["Problem", "SegmentRule", "Basis", "Option", "Vec", "Result", "String", "bool", "u32"]
            .into_iter()
            .map(str::to_owned)
            .collect();
    for source in files(&["crates/workbench/src/views"], &[".rs"]) {
        for line in source.text.lines() {
            for keyword in ["pub struct ", "pub enum "] {
                if let Some(rest) = line.strip_prefix(keyword) {
                    names.insert(rest.chars().take_while(|c| c.is_alphanumeric()).collect());
                }
            }
        }
    }
    names
}

/// What each `#[tauri::command]` gives back.
fn returned(source: &Source) -> Vec<(String, String)> {
    let code = code_only(&source.text);
    code.split("#[tauri::command]")
        .skip(1)
        .filter_map(|after| {
            let signature = after.split('{').next()?;
            let name = signature.split("fn ").nth(1)?.split(['(', '<']).next()?.trim().to_owned();
            let result = signature.rsplit_once("->").map_or("()", |(_, result)| result.trim()).to_owned();
            Some((name, result))
        })
        .collect()
}

fn more_than_views(sources: &[Source], views: &BTreeSet<String>) -> Vec<String> {
    let mut offences = Vec::new();
    for source in sources {
        for (name, result) in returned(source) {
            let foreign: Vec<&str> = result
                .split(|c: char| !c.is_alphanumeric() && c != '_')
                .filter(|word| !word.is_empty() && !views.contains(*word))
                .collect();
            if !foreign.is_empty() {
                let what = foreign.join(", ");
                offences.push(format!("{}: `{name}` shows `{what}`, which is not in workbench/src/views", source.path));
            }
            if !result.starts_with("Result<") || !result.ends_with("Problem>") {
                offences
                    .push(format!("{}: `{name}` gives `{result}`; a command gives Result<_, Problem>", source.path));
            }
        }
    }
    offences
}

fn commands() -> BTreeSet<String> {
    let list = code_only(&file("src-tauri/src/command_list.rs").text);
    let body = list.split("$then! {").nth(1).and_then(|rest| rest.split('}').next()).unwrap_or_default();
    body.split(',').map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()).collect()
}

/// A capability grants exactly the commands and nothing else: no listening either, for the shell's own events name paths.
fn wrong_grants(capability: &str, commands: &BTreeSet<String>) -> Vec<String> {
    let value: serde_json::Value = serde_json::from_str(capability).unwrap_or_default();
    let granted: BTreeSet<String> = value["permissions"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|permission| permission.as_str().unwrap_or("a scope").to_owned())
        .collect();
    let wanted: BTreeSet<String> = commands.iter().map(|name| format!("allow-{}", name.replace('_', "-"))).collect();
    let mut offences: Vec<String> =
        granted.difference(&wanted).map(|extra| format!("`{extra}` is granted, and no command needs it")).collect();
    offences.extend(wanted.difference(&granted).map(|missing| format!("`{missing}` is not granted")));
    if value["windows"] != serde_json::json!(["main"]) {
        offences.push("the capability is for the main window only".to_owned());
    }
    if !value["remote"].is_null() {
        offences.push("no remote page has any capability".to_owned());
    }
    offences
}

const CSP: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
                   font-src 'self'; connect-src ipc: http://ipc.localhost; frame-src 'self'; base-uri 'none'; \
                   form-action 'none'";

fn loose_settings(config: &str) -> Vec<String> {
    let value: serde_json::Value = serde_json::from_str(config).unwrap_or_default();
    let security = &value["app"]["security"];
    let mut offences = Vec::new();
    if security["csp"] != CSP {
        offences.push(format!("the content security policy is not the one that was proven: {}", security["csp"]));
    }
    for (what, found, wanted) in [
        ("freezePrototype", &security["freezePrototype"], serde_json::json!(true)),
        ("capabilities", &security["capabilities"], serde_json::json!(["main"])),
        ("withGlobalTauri", &value["app"]["withGlobalTauri"], serde_json::json!(false)),
        ("windows (made in Rust, where they are hardened)", &value["app"]["windows"], serde_json::json!([])),
        ("plugins", &value["plugins"], serde_json::Value::Null),
    ] {
        if *found != wanted {
            offences.push(format!("{what} is {found}, not {wanted}"));
        }
    }
    for never in ["dangerousDisableAssetCspModification", "dangerousRemoteDomainIpcAccess", "assetProtocol", "devUrl"] {
        if config.contains(never) {
            offences.push(format!("`{never}` has no place in the shipped settings"));
        }
    }
    offences
}

const NEVER: [&str; 16] = [
    "reqwest",
    "ureq",
    "hyper",
    "curl",
    "isahc",
    "attohttpc",
    "tungstenite",
    "tokio-tungstenite",
    "tauri-plugin-http",
    "tauri-plugin-updater",
    "tauri-plugin-websocket",
    "tauri-plugin-upload",
    "tauri-plugin-fs",
    "tauri-plugin-shell",
    "tauri-plugin-store",
    "tauri-plugin-stronghold",
];

fn unbanned(deny: &str) -> Vec<String> {
    let table: toml::Table = deny.parse().unwrap_or_default();
    let listed = table.get("bans").and_then(|bans| bans.get("deny")).and_then(toml::Value::as_array);
    let outright: BTreeSet<&str> = listed
        .into_iter()
        .flatten()
        .filter(|ban| ban.get("wrappers").is_none())
        .filter_map(|ban| ban.get("crate").and_then(toml::Value::as_str))
        .collect();
    NEVER.into_iter().filter(|name| !outright.contains(name)).map(|name| format!("`{name}` is not banned")).collect()
}

/// Splits `A<B>, C> …` at the commas of its own level: `A<B>` and `C`.
fn arguments(text: &str) -> Vec<String> {
    let (mut depth, mut before, mut parts) = (1_i32, ' ', vec![String::new()]);
    for c in text.chars() {
        match c {
            '<' | '(' | '[' => depth += 1,
            '>' if before == '-' => {}
            '>' | ')' | ']' => depth -= 1,
            _ => {}
        }
        before = c;
        if depth == 0 {
            break;
        }
        if c == ',' && depth == 1 {
            parts.push(String::new());
        } else if let Some(part) = parts.last_mut() {
            part.push(c);
        }
    }
    parts.iter().map(|part| part.trim().to_owned()).filter(|part| !part.is_empty()).collect()
}

/// `Result<…, String>`: an error that nobody can branch on and that may hold anything.
fn stringly_errors(sources: &[Source]) -> Vec<String> {
    let mut offences = Vec::new();
    for source in sources {
        let code: String = code_only(&source.text).split_whitespace().collect::<Vec<_>>().join(" ");
        let mut rest = code.as_str();
        while let Some(at) = rest.find("Result<") {
            rest = &rest[at + "Result<".len()..];
            if arguments(rest).get(1).is_some_and(|error| error == "String") {
                offences.push(format!("{}: `Result<_, String>`; give the error a type", source.path));
            }
        }
    }
    offences
}

#[test]
fn crates_name_only_whom_they_may() {
    let all = manifests();
    assert!(all.len() >= PLAN.len(), "a crate of the plan is missing");
    none("The dependency rule.", &wrong_edges(&all));
    let manifest = |name: &str, rest: &str| {
        Source::made_up("x/Cargo.toml", &format!("[package]\nname = \"regulars-{name}\"\n{rest}"))
    };
    for broken in [
        manifest("paper", "[dependencies]\nregulars-vault.workspace = true"),
        manifest("model", "[dev-dependencies]\nregulars-sample.workspace = true"),
        manifest("cli", "[target.'cfg(unix)'.dependencies]\nregulars-vault.workspace = true"),
        manifest("workbench", "[dependencies]\nrusqlite = \"0.43\""),
        manifest("workbench", "[build-dependencies]\ntauri = { version = \"2\" }"),
        manifest("extra", ""),
    ] {
        assert_eq!(wrong_edges(&[broken]).len(), 1);
    }
    assert!(wrong_edges(&[manifest("workbench", "[dependencies]\nregulars-vault.workspace = true")]).is_empty());
}

#[test]
fn the_window_keeps_to_its_tiers() {
    none("Who may import whom in ui/src.", &wrong_imports(&files(&["ui/src"], &[".ts", ".svelte"])));
    for (path, line) in [
        ("ui/src/shared/x.ts", "import { invoke } from \"@tauri-apps/api/core\";"),
        ("ui/src/features/people/A.svelte", "import B from '../import/B.svelte';"),
        ("ui/src/features/people/A.svelte", "import { commands } from \"../../bindings\";"),
        ("ui/src/shared/x.ts", "import { a } from \"../features/people/a\";"),
        ("ui/src/features/people/a.ts", "const b = await import(\"../home/b\");"),
        ("ui/src/features/people/a.ts", "import App from \"../../views/App.svelte\";"),
    ] {
        assert_eq!(wrong_imports(&[Source::made_up(path, line)]).len(), 1, "{path}: {line}");
    }
    for (path, line) in [
        ("ui/src/host/tauri.ts", "import { commands } from \"../bindings\";"),
        ("ui/src/features/people/a.ts", "import type {\n  PeoplePage,\n} from \"../../bindings\";"),
        ("ui/src/features/people/a.ts", "import Button from \"../../shared/Button.svelte\";"),
    ] {
        assert!(wrong_imports(&[Source::made_up(path, line)]).is_empty(), "{path}: {line}");
    }
}

#[test]
fn commands_show_views_and_nothing_else() {
    let (views, sources) = (view_types(), files(&["src-tauri/src"], &[".rs"]));
    none("Only views cross to the window.", &more_than_views(&sources, &views));
    let written: BTreeSet<String> = sources.iter().flat_map(returned).map(|(name, _)| name).collect();
    assert_eq!(written, commands(), "the list of commands and the commands differ");
    for broken in [
        "#[tauri::command]\npub async fn a(x: u32) -> Result<PersonFields, Problem> {}",
        "#[tauri::command]\nfn b() -> Result<Vec<OrderRow>, Problem> {}",
        "#[tauri::command]\nfn c() -> HomeView {}",
    ] {
        assert_eq!(more_than_views(&[Source::made_up("a.rs", broken)], &views).len(), 1, "{broken}");
    }
}

#[test]
fn the_window_is_granted_its_commands_and_no_more() {
    let capability = file("src-tauri/capabilities/main.json").text;
    none("Capabilities.", &wrong_grants(&capability, &commands()));
    let extra = capability.replace("\"allow-home\"", "\"allow-home\", \"core:default\"");
    assert_eq!(wrong_grants(&extra, &commands()).len(), 1);
    assert_eq!(wrong_grants(&capability.replace("\"allow-home\",", ""), &commands()).len(), 1);
    assert_eq!(
        wrong_grants(&capability.replace("[\"main\"]", "[\"*\"]").replace("\"main\"\n  ]", "\"*\"\n  ]"), &commands())
            .len(),
        1
    );
    let others = files(&["src-tauri/capabilities"], &[".json", ".toml"]);
    assert_eq!(others.len(), 1, "one window, one capability");
}

#[test]
fn the_windows_settings_stay_strict() {
    let config = file("src-tauri/tauri.conf.json").text;
    none("tauri.conf.json.", &loose_settings(&config));
    for (from, to) in [
        ("script-src 'self'", "script-src 'self' 'unsafe-eval'"),
        ("default-src 'none'", "default-src 'none' https:"),
        ("\"freezePrototype\": true", "\"freezePrototype\": false"),
        ("\"withGlobalTauri\": false", "\"withGlobalTauri\": true"),
        ("\"windows\": []", "\"windows\": [{}]"),
        ("\"frontendDist\"", "\"devUrl\": \"http://localhost:5173\", \"frontendDist\""),
    ] {
        assert!(config.contains(from), "{from}");
        assert_eq!(loose_settings(&config.replace(from, to)).len(), 1, "{to}");
    }
}

#[test]
fn what_must_not_come_in_is_banned() {
    let deny = file("deny.toml").text;
    none("deny.toml.", &unbanned(&deny));
    assert_eq!(unbanned(&deny.replace("crate = \"reqwest\"", "crate = \"request\"")).len(), 1);
    let lock = std::fs::read_to_string(root().join("Cargo.lock")).expect("a lock file");
    for never in NEVER.into_iter().filter(|name| name.starts_with("tauri-plugin")) {
        assert!(!lock.contains(&format!("name = \"{never}\"")), "Cargo.lock holds {never}");
    }
}

#[test]
fn errors_have_types() {
    none("No text as an error.", &stringly_errors(&files(&["crates", "src-tauri/src"], &[".rs"])));
    for broken in ["fn a() -> Result<u8, String> {}", "fn a() -> Result<\n  Vec<(u8, u8)>,\n  String,\n> {}"] {
        assert_eq!(stringly_errors(&[Source::made_up("a.rs", broken)]).len(), 1, "{broken}");
    }
    let sound = "// Result<u8, String>\nfn a() -> Result<String, Problem> {} fn b() -> Result<Option<(u8, String)>, E> {} fn c() -> io::Result<String> {}";
    assert!(stringly_errors(&[Source::made_up("a.rs", sound)]).is_empty());
}

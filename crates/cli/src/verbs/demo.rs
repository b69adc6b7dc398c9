//! `regulars demo`: the whole way on the make-believe shop, for a first look and for machines without a screen.

use super::{campaign, home, import, personas, segment};
use crate::{
    exit::{self, Ended, Halt},
    hand::Hand,
};
use clap::Args;
use regulars_workbench::{
    DEMO_PASSPHRASE, KdfParams, Passphrase,
    model::{
        Code, CountTest, DateField, DateTest, NumberField, NumberTest, Problem, ProductFilter, Rule, SegmentRule,
        Window,
    },
    views::{
        CampaignPreviewView, CampaignRequest, HomeView, ImportEntry, PersonasView, SegmentChoice, SegmentView,
        VaultView,
    },
};
use serde::Serialize;
use std::{
    fs,
    path::{Path, PathBuf},
};

/// How much to do.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  regulars demo
  regulars demo --report
  regulars demo --vault try.regulars --report --json

The vault opens with the passphrase \"sample shop\", unless another was given. Everybody in it is invented.")]
pub(crate) struct DemoArgs {
    /// Do the whole job: import, segments, personas, a campaign preview; and say what came of it
    #[arg(long)]
    report: bool,
}

/// Where the sample shop's vault is.
#[derive(Serialize)]
struct DemoAnswer {
    vault: PathBuf,
    created: bool,
    info: VaultView,
}

/// All that the report is about.
#[derive(Serialize)]
struct DemoReport {
    vault: PathBuf,
    created: bool,
    info: VaultView,
    imports: Vec<ImportEntry>,
    home: HomeView,
    segments: Vec<SegmentView>,
    personas: PersonasView,
    campaign: CampaignPreviewView,
    files: Vec<PathBuf>,
}

pub(crate) fn run(args: &DemoArgs, hand: &mut Hand) -> Ended {
    let vault = match hand.named_vault() {
        Some(path) => path,
        None => default_vault()?,
    };
    let vault = std::path::absolute(&vault).unwrap_or(vault);
    let created = is_absent(&vault);
    let info = open(&vault, created, hand)?;
    if args.report {
        let report = report(vault, created, info, hand)?;
        return hand.out.answer(&report, report_words);
    }
    hand.out.answer(&DemoAnswer { vault, created, info }, |answer| {
        let made = if created { "Created the sample shop" } else { "The sample shop is there already" };
        let path = answer.vault.display();
        format!(
            "{made}: {path}\n\n{}\nIts passphrase is \"{DEMO_PASSPHRASE}\" unless you gave another.\nNext: regulars home --vault {path}",
            super::vault::words(&answer.info)
        )
    })
}

/// Opens the demo vault, after creating it when it is absent.
fn open(vault: &Path, created: bool, hand: &mut Hand) -> Result<VaultView, Halt> {
    let given = hand.passphrase().given()?;
    if let (Some(passphrase), false) = (&given, created) {
        let info = hand.bench.open_vault(vault, passphrase)?;
        if !info.sample {
            return Err(exit::usage("That is a real vault, not the sample shop.", "Name another folder with --vault."));
        }
        return Ok(info);
    }
    if let Some(parent) = vault.parent() {
        fs::create_dir_all(parent).map_err(|error| exit::file("make the folder", parent, &error))?;
    }
    let mut listener = hand.listener();
    // Everybody knows this passphrase, so no more is spent on it than any new vault gets at least.
    let info = hand.bench.open_demo(vault, KdfParams::FLOOR, &mut |view| listener.hear(view))?;
    match given {
        Some(passphrase) => Ok(hand.bench.change_passphrase(&Passphrase::new(DEMO_PASSPHRASE), &passphrase)?),
        None => Ok(info),
    }
}

/// Whether a vault can be made there: nothing is there, or an empty folder.
fn is_absent(vault: &Path) -> bool {
    fs::read_dir(vault).map_or(!vault.exists(), |mut entries| entries.next().is_none())
}

fn report(vault: PathBuf, created: bool, info: VaultView, hand: &mut Hand) -> Result<DemoReport, Halt> {
    let segments = examples()
        .into_iter()
        .map(|(name, rule)| {
            let known = hand.bench.segments()?.into_iter().find(|segment| segment.name == name);
            known.map_or_else(|| hand.bench.segment_save(None, name, &rule), Ok)
        })
        .collect::<Result<Vec<_>, Problem>>()?;
    let mut listener = hand.listener();
    let personas = hand.bench.personas_build(&mut |view| listener.hear(view))?;
    drop(listener);
    let template = hand.bench.campaign_starter();
    let chosen = segments.first().map_or_else(String::new, |segment| segment.id.clone());
    let request =
        CampaignRequest { segment: SegmentChoice::Saved { segment: chosen }, template: template.clone(), person: None };
    let campaign = hand.bench.campaign_preview(&request)?;
    let mut files = Vec::new();
    let mut write = |ending: &str, text: &str| -> Result<(), Halt> {
        let path = beside(&vault, ending);
        campaign::save(&path, text)?;
        files.push(path);
        Ok(())
    };
    write("letter.txt", &template)?;
    if let Some(message) = &campaign.message {
        write("preview.html", &message.html)?;
        write("preview.txt", &campaign::message_words(message))?;
    }
    let (imports, home) = (hand.bench.imports()?, hand.bench.home()?);
    Ok(DemoReport { vault, created, info, imports, home, segments, personas, campaign, files })
}

/// Two segments that show what a rule can say. The first is written to in the report.
fn examples() -> [(&'static str, SegmentRule); 2] {
    let regulars = Rule::All {
        rules: vec![
            Rule::Bought {
                what: ProductFilter::Anything,
                times: CountTest::AtLeast { n: 3 },
                when: Window::LastDays { days: 365 },
            },
            Rule::Date { field: DateField::LastPurchase, test: DateTest::InLast { days: 90 } },
        ],
    };
    let quiet = Rule::All {
        rules: vec![
            Rule::Number { field: NumberField::NetValue, test: NumberTest::TopPercent { percent: 20.0 } },
            Rule::Date { field: DateField::LastPurchase, test: DateTest::MoreThanAgo { days: 120 } },
        ],
    };
    [("Here often, here lately", SegmentRule::new(regulars)), ("Good customers gone quiet", SegmentRule::new(quiet))]
}

/// `sample-shop.regulars` -> `sample-shop-preview.html`, in the same folder.
fn beside(vault: &Path, ending: &str) -> PathBuf {
    let stem = vault.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    vault.with_file_name(format!("{stem}-{ending}"))
}

/// The account's folder for program data, as the system defines it.
fn default_vault() -> Result<PathBuf, Halt> {
    let set = |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let home = || set("HOME");
    let data = if cfg!(target_os = "windows") {
        set("APPDATA")
    } else if cfg!(target_os = "macos") {
        home().map(|home| home.join("Library/Application Support"))
    } else {
        set("XDG_DATA_HOME").or_else(|| home().map(|home| home.join(".local/share")))
    };
    data.map(|data| data.join("regulars/vaults/sample-shop.regulars")).ok_or_else(|| {
        Halt::Problem(Problem::new(
            Code::Usage,
            "This account has no folder for program data.",
            "Say where the sample shop should go: regulars demo --vault sample-shop.regulars",
        ))
    })
}

fn report_words(report: &DemoReport) -> String {
    let made = if report.created { "created" } else { "opened" };
    // The personas have a part of their own below.
    let home = HomeView { personas: Vec::new(), ..report.home.clone() };
    let mut text = format!(
        "{} ({made})\n\n1. Came in\n{}\n2. How they are\n{}",
        report.info.name,
        import::table(&report.imports),
        home::words(&home)
    );
    text.push_str(&format!("\n3. Segments saved\n{}", segment::table(&report.segments)));
    text.push_str(&format!("\n4. Personas\n{}", personas::brief(&report.personas)));
    text.push_str(&format!(
        "\n5. A campaign, before it is sent\n{}",
        campaign::audience_words(&report.campaign.audience)
    ));
    if let Some(message) = &report.campaign.message {
        text.push_str(&format!("\n{}", campaign::message_words(message)));
    }
    text.push_str(&format!("\nVault:  {}\n", report.vault.display()));
    for file in &report.files {
        text.push_str(&format!("Wrote:  {}\n", file.display()));
    }
    text.push_str(&format!("Passphrase: \"{DEMO_PASSPHRASE}\" unless you gave another. Nothing left this computer.\n"));
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_rules_can_be_answered() {
        for (name, rule) in examples() {
            assert_eq!(rule.check(), Ok(()), "{name}");
        }
    }

    #[test]
    fn what_is_written_stands_beside_the_vault() {
        let path = beside(Path::new("/data/sample-shop.regulars"), "preview.html");
        assert_eq!(path, Path::new("/data/sample-shop-preview.html"));
    }
}

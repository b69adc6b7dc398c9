//! How far people are from a postcode: by a table that is loaded, replaced and dropped, and never half.

use regulars_model::{Channel, Code, Problem, SegmentRule};
use regulars_tests::{TestBench, passphrase};
use regulars_workbench::views::{OptOut, PlacesView, SegmentChoice};

/// Ana at the centre, Bo 1.7 km off, Cy in another city, Di with a postcode nobody knows, Ed with none, Flo in Vienna.
const PEOPLE: &str = "\
customer id,first name,email,postcode,country
1,Ana,ana@example.com,10115,Germany
2,Bo,bo@example.com,D-10117,Deutschland
3,Cy,cy@example.com,20095,DE
4,Di,di@example.com,99999,Germany
5,Ed,ed@example.com,,Germany
6,Flo,flo@example.com,1010,Austria
";

const TABLE: &str = "\
Land;PLZ;Ort;Breitengrad;Längengrad
DE;10115;Berlin;52,5323;13,3846
DE;10117;Berlin;52,5170;13,3872
DE;20095;Hamburg;53,5501;10,0010
AT;1010;Wien;48,2077;16,3705
CH;1010;Lausanne;46,5300;6,6000
";

fn near(postcode: &str, country: &str, km: f64, within: bool) -> SegmentChoice {
    let country = if country.is_empty() { String::new() } else { format!(r#""country":"{country}","#) };
    let rule = format!(r#"{{"type":"near","postcode":"{postcode}",{country}"km":{km:?},"within":{within}}}"#);
    SegmentChoice::Rule { rule: SegmentRule::from_json(&rule).unwrap() }
}

fn size(shop: &TestBench, asked: &SegmentChoice) -> u32 {
    shop.bench.segment_count(asked).unwrap().size
}

fn shop() -> TestBench {
    let mut shop = TestBench::new();
    shop.import_text("people.csv", PEOPLE).unwrap();
    shop
}

fn load(shop: &mut TestBench, text: &str) -> Result<PlacesView, Problem> {
    let path = shop.file("plz.csv", text);
    shop.bench.load_places(&path, "")
}

#[test]
fn distances_are_asked_once_a_table_is_loaded_and_no_longer_once_it_is_dropped() {
    let mut shop = shop();
    let asked = near("10115", "", 5.0, true);
    let refused = shop.bench.segment_count(&asked).unwrap_err();
    assert!(refused.code == Code::InputRefused && refused.message.starts_with("No table of postcodes is loaded"));
    assert!(refused.hint.contains("regulars places load"), "{}", refused.hint);
    let none = shop.bench.places().unwrap();
    assert_eq!((none.postcodes, none.unplaced, none.people), (0, 6, 6));

    let loaded = load(&mut shop, TABLE).unwrap();
    assert_eq!((loaded.postcodes, loaded.unplaced, loaded.people), (5, 2, 6));
    assert_eq!(loaded.countries[0].words, "DE");
    assert_eq!(shop.bench.rule_options().unwrap().places, loaded);
    for (km, within, wanted) in [(5.0, true, 2), (5.0, false, 2), (1.0, true, 1), (300.0, true, 3), (20_000.0, true, 4)]
    {
        assert_eq!(size(&shop, &near("d-10115", "", km, within)), wanted, "{km} {within}");
    }
    let entry = &shop.bench.log_list(0, 1).unwrap()[0];
    assert_eq!((entry.what.as_str(), entry.about.as_str()), ("Loaded a table of postcodes", "5-postcodes"));
    let why = shop.bench.segment_explain(&near("10115", "", 10.0, true), "cy@example.com").unwrap();
    assert!(!why.is_in);
    assert!(why.nodes[0].own.ends_with("km from 10115 Berlin; you asked for at most 10 km"), "{}", why.nodes[0].own);

    // Which of two is meant has to be said; what is not there is told.
    let twice = shop.bench.segment_count(&near("1010", "", 5.0, true)).unwrap_err();
    assert_eq!(twice.message, "The table of postcodes has “1010” in several countries: AT and CH.");
    assert_eq!(size(&shop, &near("1010", "Österreich", 5.0, true)), 1);
    assert_eq!(size(&shop, &near("1010", "Switzerland", 5.0, true)), 0);
    let other = shop.bench.segment_count(&near("1010", "Germany", 5.0, true)).unwrap_err();
    assert_eq!(other.message, "The table of postcodes has no “1010” in “Germany”, only in AT and CH.");
    let unknown = shop.bench.segment_count(&near("99999", "", 5.0, true)).unwrap_err();
    assert_eq!(unknown.message, "“99999” is not in the table of postcodes.");

    // In words, in another segment, and saved.
    let words = SegmentChoice::Words { words: "People who live farther than 5 km from postcode “10115”.".into() };
    assert_eq!(size(&shop, &words), 2);
    let SegmentChoice::Rule { rule } = near("10115", "", 5.0, true) else { panic!("a rule") };
    let saved = shop.bench.segment_save(None, "Near the shop", &rule).unwrap();
    assert_eq!((saved.size, saved.cannot.as_str()), (2, ""));
    let inner = format!(r#"{{"type":"none","rules":[{{"type":"segment","segment":"{}"}}]}}"#, saved.id);
    let inner = SegmentChoice::Rule { rule: SegmentRule::from_json(&inner).unwrap() };
    assert_eq!(size(&shop, &inner), 4, "who is nowhere is not in it");

    // Another table in its place: Ana has moved away from it, as it were.
    load(&mut shop, "plz,lat,lon\n10115,0,0\n10117,0,1\n").unwrap();
    assert_eq!(size(&shop, &near("10115", "", 5.0, true)), 1);
    assert_eq!(size(&shop, &near("10115", "", 112.0, true)), 2);
    let dropped = shop.bench.drop_places().unwrap();
    assert_eq!((dropped.postcodes, dropped.unplaced), (0, 6));
    let entries = shop.bench.log_count().unwrap();
    shop.bench.drop_places().unwrap();
    assert_eq!(shop.bench.log_count().unwrap(), entries, "nothing was there to drop");
    let cannot = shop.bench.segment("Near the shop").unwrap().cannot;
    assert!(cannot.starts_with("No table of postcodes is loaded"), "{cannot}");
}

#[test]
fn a_table_with_a_bad_row_leaves_the_one_that_was_there() {
    let mut shop = shop();
    load(&mut shop, TABLE).unwrap();
    let entries = shop.bench.log_count().unwrap();
    let refused = load(&mut shop, &format!("{TABLE}DE;10119;Berlin;91,0;13,4\n")).unwrap_err();
    assert_eq!(refused.code, Code::InputRefused);
    assert!(
        refused.message.contains("Row 7, column “Breitengrad”: a latitude is from −90 to 90."),
        "{}",
        refused.message
    );
    assert!(load(&mut shop, PEOPLE).is_err());
    assert_eq!(shop.bench.places().unwrap().postcodes, 5);
    assert_eq!(shop.bench.log_count().unwrap(), entries);
    assert_eq!(size(&shop, &near("10115", "", 5.0, true)), 2);
}

#[test]
fn what_is_kept_laid_out_goes_with_the_table_it_was_laid_out_by() {
    let mut shop = shop();
    load(&mut shop, TABLE).unwrap();
    let dir = shop.vault_dir();
    let reopen = |shop: &mut TestBench| {
        shop.bench.lock();
        shop.bench.open_vault(&dir, &passphrase()).unwrap();
        shop.bench.is_laid_out_from_kept()
    };
    while shop.bench.keep_laid_out().unwrap() {}
    assert!(reopen(&mut shop), "the control: it was kept");
    let asked = near("10115", "", 5.0, true);
    assert_eq!((size(&shop, &asked), shop.bench.places().unwrap().unplaced), (2, 2));
    load(&mut shop, "plz,lat,lon\n10115,0,0\n").unwrap();
    assert!(!reopen(&mut shop));
    assert_eq!((size(&shop, &asked), shop.bench.places().unwrap().unplaced), (1, 5));
    while shop.bench.keep_laid_out().unwrap() {}
    assert!(reopen(&mut shop));
    assert_eq!((size(&shop, &asked), shop.bench.places().unwrap().unplaced), (1, 5));
    shop.bench.drop_places().unwrap();
    assert!(!reopen(&mut shop));
    assert!(shop.bench.segment_count(&asked).is_err());
}

/// Two entries that are one person have one postcode, wherever it came from; and whoever changes their mind stays where they were.
#[test]
fn people_are_placed_by_what_holds_of_them() {
    let mut shop = shop();
    load(&mut shop, TABLE).unwrap();
    let asked = near("10115", "", 5.0, true);
    shop.import_text(
        "moved.csv",
        "customer id,email,postcode,country\n3,cy@example.com,10117,DE\n7,gus@example.com,10115,DE\n",
    )
    .unwrap();
    assert_eq!(size(&shop, &asked), 4, "one moved and one came");
    shop.bench.opt_out("gus@example.com", &OptOut::Channel { channel: Channel::Email }).unwrap();
    assert_eq!(size(&shop, &asked), 4);
}

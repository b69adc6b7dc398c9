//! `regulars places`: a table of postcodes is loaded, shown, used and dropped.

use crate::support::{Shop, number, text};

const PEOPLE: &str = "\
customer id,first name,email,postcode,country
1,Ana,ana@example.com,10115,Germany
2,Bo,bo@example.com,10117,Germany
3,Cy,cy@example.com,20095,Germany
4,Di,di@example.com,,Germany
";
const TABLE: &str =
    "zip,lat,lon,city\n10115,52.5323,13.3846,Berlin\n10117,52.5170,13.3872,Berlin\n20095,53.5501,10.0010,Hamburg\n";

#[test]
fn a_table_of_postcodes_is_loaded_used_and_dropped() {
    let shop = Shop::empty();
    let people = shop.write("people.csv", PEOPLE);
    shop.done(&["import", &people]);
    assert!(shop.done(&["places", "show"]).starts_with("No table of postcodes is loaded."));
    let words = "People who live within 2 km of postcode “10115”.";
    let refused = shop.refused(3, &["segment", "count", "--says", words]);
    assert!(text(&refused["hint"]).contains("regulars places load FILE"), "{refused}");

    let table = shop.write("zip.csv", TABLE);
    let loaded = shop.json(&["places", "load", &table, "--country", "Germany"]);
    assert_eq!((number(&loaded["postcodes"]), number(&loaded["unplaced"]), number(&loaded["people"])), (3, 1, 4));
    let shown = shop.done(&["places", "show"]);
    assert!(shown.contains("DE (3)") && shown.contains("1 person of 4"), "{shown}");
    let counted = shop.json(&["segment", "count", "--says", words]);
    assert_eq!(number(&counted["size"]), 2);
    assert_eq!(text(&counted["sentence"]), words);
    shop.done(&["segment", "save", "--name", "Near the shop", "--says", words]);
    let why = shop.json(&["segment", "explain", "Near the shop", "--person", "bo@example.com"]);
    assert_eq!(why["nodes"][1]["own"], "1.7 km from 10115 Berlin; you asked for at most 2 km", "{why}");

    let bad = shop.write("bad.csv", format!("{TABLE}10119,north,13.4,Berlin\n"));
    let refused = shop.refused(3, &["places", "load", &bad]);
    assert!(text(&refused["message"]).contains("Row 5, column “lat”: not a number of degrees."), "{refused}");
    assert_eq!(number(&shop.json(&["places", "show"])["postcodes"]), 3, "the one that was there stays");
    assert_eq!(number(&shop.json(&["places", "drop"])["postcodes"]), 0);
    shop.refused(3, &["segment", "count", "Near the shop"]);
}

//! Chunks as the vault meets them: written and read back, with people taken out, and damaged in every way.
#![allow(clippy::expect_used, reason = "a test stops at what it did not expect")]

use proptest::prelude::*;
use regulars_columns::{
    CHUNK_ROWS, ChunkError, ChunkKind, Columns, EventColumns, LineColumns, OrderColumns, Without, inspect, without,
};
use regulars_model::{Day, EventKind, EventRow, LineRow, OrderKind, OrderRow, PersonId};
use std::{collections::BTreeSet, fmt::Debug};

fn text() -> impl Strategy<Value = String> {
    prop_oneof!["[A-C]{0,2}", "\\PC{0,16}", "5[0-9]{5}"]
}

fn person() -> impl Strategy<Value = PersonId> {
    prop_oneof![(0u32..6).prop_map(PersonId), any::<u32>().prop_map(PersonId)]
}

fn moment() -> impl Strategy<Value = i64> {
    prop_oneof![any::<i64>(), 1_600_000_000i64..1_700_000_000]
}

prop_compose! {
    fn order(channels: bool)(
        person in person(), key in text(), at in moment(), refund: bool, total: i64, channel in text(),
    ) -> OrderRow {
        let kind = if refund { OrderKind::Refund } else { OrderKind::Purchase };
        OrderRow { person, key, at, kind, total, channel: if channels { channel } else { String::new() } }
    }
}

prop_compose! {
    fn line()(
        person in person(), order in text(), at in moment(), sku in text(), product in text(), category in text(),
        quantity: i32, amount: i64,
    ) -> LineRow {
        LineRow { person, order, at, sku, product, category, quantity, amount }
    }
}

prop_compose! {
    fn event()(person in person(), kind in 0usize..6, at in moment(), subject in text()) -> EventRow {
        EventRow { person, kind: EventKind::ALL[kind], at, subject }
    }
}

/// Everything that must hold of any rows.
fn holds<C>(rows: &[C::Row], person: fn(&C::Row) -> PersonId, gone: &BTreeSet<PersonId>)
where
    C: Columns + PartialEq + Debug,
    C::Row: Clone + PartialEq + Debug,
{
    let chunk = C::encode(rows).expect("rows");
    assert_eq!(chunk.rows as usize, rows.len());
    assert_eq!(inspect(&chunk.bytes), Ok((C::KIND, chunk.rows)));
    assert_eq!(chunk.bytes[chunk.bytes.len() - 4..], chunk.checksum.to_le_bytes());
    let columns = C::decode(&chunk.bytes).expect("a chunk");
    assert_eq!(columns.rows().collect::<Vec<_>>(), rows);
    let days = || columns.times().iter().map(|&at| Day::of_second(at));
    assert_eq!((Some(chunk.first_day), Some(chunk.last_day)), (days().min(), days().max()));

    let kept: Vec<C::Row> = rows.iter().filter(|row| !gone.contains(&person(row))).cloned().collect();
    let expected = match kept.len() {
        0 => Without::Emptied,
        all if all == rows.len() => Without::Unchanged,
        // As if they had never been there: the same bytes.
        _ => Without::Rewritten(C::encode(&kept).expect("rows")),
    };
    assert_eq!(without(C::KIND, &chunk.bytes, gone), Ok(expected));
}

fn gone() -> impl Strategy<Value = BTreeSet<PersonId>> {
    prop::collection::btree_set((0u32..6).prop_map(PersonId), 0..6)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn orders_come_back(rows in any::<bool>().prop_flat_map(|channels| prop::collection::vec(order(channels), 1..80)), gone in gone()) {
        holds::<OrderColumns>(&rows, |row| row.person, &gone);
    }

    #[test]
    fn lines_come_back(rows in prop::collection::vec(line(), 1..80), gone in gone()) {
        holds::<LineColumns>(&rows, |row| row.person, &gone);
    }

    #[test]
    fn events_come_back(rows in prop::collection::vec(event(), 1..80), gone in gone()) {
        holds::<EventColumns>(&rows, |row| row.person, &gone);
    }

    #[test]
    fn a_flipped_bit_never_goes_unseen(rows in prop::collection::vec(line(), 1..20), place: prop::sample::Index) {
        let mut bytes = LineColumns::encode(&rows).expect("rows").bytes;
        let bit = place.index(bytes.len() * 8);
        bytes[bit / 8] ^= 1 << (bit % 8);
        prop_assert!(LineColumns::decode(&bytes).is_err());
    }

    #[test]
    fn a_chunk_cut_short_never_goes_unseen(rows in any::<bool>().prop_flat_map(|channels| prop::collection::vec(order(channels), 1..20)), place: prop::sample::Index) {
        let bytes = OrderColumns::encode(&rows).expect("rows").bytes;
        prop_assert!(OrderColumns::decode(&bytes[..place.index(bytes.len())]).is_err());
    }

    /// The checksum is no secret: a body of any bytes under a right checksum must still not hurt.
    #[test]
    fn a_forged_body_is_an_error_and_not_a_panic(
        kind in 1u8..=3, rows in 0u32..70_000, body in prop::collection::vec(any::<u8>(), 0..120),
    ) {
        let bytes = forged(kind, rows, &body);
        let _ = (OrderColumns::decode(&bytes), LineColumns::decode(&bytes), EventColumns::decode(&bytes));
    }
}

fn forged(kind: u8, rows: u32, body: &[u8]) -> Vec<u8> {
    let mut bytes = b"RGCK\x01".to_vec();
    bytes.push(kind);
    bytes.extend_from_slice(&rows.to_le_bytes());
    bytes.extend_from_slice(body);
    let checksum = crc32fast::hash(&bytes);
    bytes.extend_from_slice(&checksum.to_le_bytes());
    bytes
}

fn one() -> OrderRow {
    OrderRow {
        person: PersonId(1),
        key: "K".into(),
        at: 0,
        kind: OrderKind::Purchase,
        total: 5,
        channel: String::new(),
    }
}

#[test]
fn every_wrong_chunk_has_its_own_error() {
    let good = OrderColumns::encode(&[one()]).expect("a row").bytes;
    assert_eq!(OrderColumns::decode(b""), Err(ChunkError::Truncated));
    assert_eq!(OrderColumns::decode(b"PK\x03\x04 a zip of some kind"), Err(ChunkError::NotAChunk));
    assert_eq!(LineColumns::decode(&good), Err(ChunkError::WrongKind(ChunkKind::Lines)));
    let mut newer = good.clone();
    newer[4] = 9;
    assert_eq!(OrderColumns::decode(&newer), Err(ChunkError::TooNew(9)));
    let mut damaged = good.clone();
    damaged[12] ^= 1;
    assert_eq!(OrderColumns::decode(&damaged), Err(ChunkError::Checksum));
    assert_eq!(OrderColumns::decode(&forged(1, 0, &[])), Err(ChunkError::NoRows));
    assert_eq!(OrderColumns::decode(&forged(1, 65_537, &[0; 99])), Err(ChunkError::TooManyRows));
    assert_eq!(OrderColumns::decode(&forged(7, 1, &[])), Err(ChunkError::Malformed("contents")));
    let body = &good[10..good.len() - 4];
    assert_eq!(OrderColumns::decode(&forged(1, 1, body)).map(|columns| columns.row(0)), Ok(one()));
    let longer = [body, &[0]].concat();
    assert_eq!(OrderColumns::decode(&forged(1, 1, &longer)), Err(ChunkError::Malformed("last bytes")));
    // Columns: person, at, kind (written as 0), total, key.
    let mut kind = body.to_vec();
    kind[7] = 4;
    assert_eq!(OrderColumns::decode(&forged(1, 1, &kind)), Err(ChunkError::Malformed("kinds")));
}

/// Written before orders had a channel: they are read for ever, and written so while none has one.
#[test]
fn orders_without_a_channel_are_the_bytes_they_always_were() {
    let old = OrderColumns::encode(&[one()]).expect("a row").bytes;
    assert_eq!(old[4], 1);
    assert_eq!(OrderColumns::decode(&old).map(|columns| columns.row(0)), Ok(one()));
    let till = OrderRow { channel: "Till".into(), person: PersonId(2), ..one() };
    let new = OrderColumns::encode(&[one(), till.clone()]).expect("rows").bytes;
    assert_eq!((new[4], inspect(&new)), (2, Ok((ChunkKind::Orders, 2))));
    assert_eq!(OrderColumns::decode(&new).expect("a chunk").rows().collect::<Vec<_>>(), [one(), till]);
    // What is left without the one order that had a channel is as if it had never been there.
    match OrderColumns::without(&new, &BTreeSet::from([PersonId(2)])) {
        Ok(Without::Rewritten(rest)) => assert_eq!(rest.bytes, old),
        other => panic!("expected a rewritten chunk: {other:?}"),
    }
    // Only orders know a second version.
    let mut lines = forged(2, 1, &[]);
    lines[4] = 2;
    let end = lines.len() - 4;
    let sum = crc32fast::hash(&lines[..end]).to_le_bytes();
    lines[end..].copy_from_slice(&sum);
    assert_eq!(LineColumns::decode(&lines), Err(ChunkError::TooNew(2)));
}

#[test]
fn any_number_of_rows_is_cut_into_chunks() {
    assert_eq!(OrderColumns::encode(&[]), Err(ChunkError::NoRows));
    assert!(OrderColumns::encode_all(&[]).is_empty());
    let rows = vec![one(); CHUNK_ROWS + 1];
    assert_eq!(OrderColumns::encode(&rows), Err(ChunkError::TooManyRows));
    let sizes: Vec<u32> = OrderColumns::encode_all(&rows).iter().map(|chunk| chunk.rows).collect();
    assert_eq!(sizes, [65_536, 1]);
}

#[test]
fn nothing_of_a_person_stays() {
    let line = |person, name: &str| LineRow {
        person: PersonId(person),
        order: format!("order of {name}"),
        at: 0,
        sku: String::new(),
        product: format!("engraved for {name}"),
        category: "Gifts".into(),
        quantity: 1,
        amount: 100,
    };
    let chunk = LineColumns::encode(&[line(1, "Ana"), line(2, "Bo")]).expect("rows");
    let rest = match LineColumns::without(&chunk.bytes, &BTreeSet::from([PersonId(1)])) {
        Ok(Without::Rewritten(rest)) => rest,
        other => panic!("expected a rewritten chunk: {other:?}"),
    };
    assert!(!rest.bytes.windows(3).any(|part| part == b"Ana"));
    assert_eq!(LineColumns::decode(&rest.bytes).expect("a chunk").rows().collect::<Vec<_>>(), [line(2, "Bo")]);
}

#[test]
fn the_words_for_kinds_read_back() {
    for kind in ChunkKind::ALL {
        assert_eq!(ChunkKind::from_word(kind.word()), Some(kind));
    }
    assert_eq!(ChunkKind::from_word("people"), None);
}

//! A person is the fold of what imports said of them, oldest first. Here stands how statements are kept short, and what is
//! left when one of them is taken back. Pure.

use regulars_model::{Identity, ImportId, PersonFields};
use regulars_vault::said::{Kept, Said};

/// The texts of a person's fields, in the order of the bits of [`Kept::Like`].
fn texts(fields: &PersonFields) -> [&String; 11] {
    [
        &fields.external_id,
        &fields.email,
        &fields.phone,
        &fields.first_name,
        &fields.last_name,
        &fields.company,
        &fields.street,
        &fields.city,
        &fields.region,
        &fields.postcode,
        &fields.country,
    ]
}

fn texts_mut(fields: &mut PersonFields) -> [&mut String; 11] {
    [
        &mut fields.external_id,
        &mut fields.email,
        &mut fields.phone,
        &mut fields.first_name,
        &mut fields.last_name,
        &mut fields.company,
        &mut fields.street,
        &mut fields.city,
        &mut fields.region,
        &mut fields.postcode,
        &mut fields.country,
    ]
}

const BIRTHDAY: u32 = 1 << 11;
const SIGNED_UP: u32 = 1 << 12;
const TAGS: u32 = 1 << 13;
const CUSTOM: u32 = 1 << 14;

/// Which of the first statement's fields `fields` repeats, when it says nothing else.
pub(super) fn like(fields: &PersonFields, first: &PersonFields) -> Option<u32> {
    let mut bits = 0;
    for (at, (text, known)) in texts(fields).into_iter().zip(texts(first)).enumerate() {
        if !text.is_empty() {
            bits |= 1 << at;
            if text != known {
                return None;
            }
        }
    }
    let others = [
        (BIRTHDAY, fields.birthday.is_some(), fields.birthday == first.birthday),
        (SIGNED_UP, fields.signed_up.is_some(), fields.signed_up == first.signed_up),
        (TAGS, !fields.tags.is_empty(), fields.tags == first.tags),
        (CUSTOM, !fields.custom.is_empty(), fields.custom == first.custom),
    ];
    for (bit, said, same) in others {
        if said {
            bits |= bit;
            if !same {
                return None;
            }
        }
    }
    Some(bits)
}

/// The fields of the first statement that these bits name.
pub(crate) fn masked(first: &PersonFields, bits: u32) -> PersonFields {
    let mut fields = first.clone();
    for (at, text) in texts_mut(&mut fields).into_iter().enumerate() {
        if bits & 1 << at == 0 {
            text.clear();
        }
    }
    if bits & BIRTHDAY == 0 {
        fields.birthday = None;
    }
    if bits & SIGNED_UP == 0 {
        fields.signed_up = None;
    }
    if bits & TAGS == 0 {
        fields.tags.clear();
    }
    if bits & CUSTOM == 0 {
        fields.custom.clear();
    }
    fields
}

/// What each import said, spelled out; `None` of those whose parts nobody can tell.
pub(super) fn spelled(whole: &Said, kept: &[(ImportId, Kept)]) -> Vec<(ImportId, Option<Said>)> {
    let first = match kept.first() {
        Some((_, Kept::Full(said) | Kept::Shared(said))) => said,
        _ => whole,
    };
    kept.iter()
        .map(|(import, kept)| {
            let said = match kept {
                Kept::Row => Some(whole.clone()),
                Kept::Unparted => None,
                Kept::Like(bits) => Some(Said { fields: masked(&first.fields, *bits), also: Vec::new() }),
                Kept::Full(said) | Kept::Shared(said) => Some(said.clone()),
            };
            (*import, said)
        })
        .collect()
}

/// A person without one of the imports that spoke of them.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Without {
    /// Nobody else speaks of them.
    Nobody,
    /// What is left, and how the other statements are kept now.
    Left { fields: PersonFields, identities: Vec<Identity>, kept: Vec<(ImportId, Kept)> },
    /// Nobody kept apart what it said: they stay as they are.
    AsTheyAre { kept: Vec<(ImportId, Kept)> },
}

/// Takes an import's statement back. `whole` is what the row and the identifiers hold now.
pub(super) fn without(whole: &Said, kept: &[(ImportId, Kept)], import: ImportId) -> Without {
    let rest: Vec<(ImportId, Kept)> = kept.iter().filter(|(id, _)| *id != import).cloned().collect();
    if rest.is_empty() {
        return Without::Nobody;
    }
    let unparted = |kept: &Kept| matches!(kept, Kept::Unparted | Kept::Shared(_));
    let mine = kept.iter().find(|(id, _)| *id == import).map(|(_, kept)| kept);
    if mine.is_some_and(unparted) && rest.iter().any(|(_, kept)| unparted(kept)) {
        // One of several that nobody can part. What they said together is handed on to the next of them.
        let mut rest = rest;
        if let Some(Kept::Shared(said)) = mine
            && let Some((_, next)) = rest.iter_mut().find(|(_, kept)| unparted(kept))
        {
            *next = Kept::Shared(said.clone());
        }
        return Without::AsTheyAre { kept: rest };
    }
    let mut said: Vec<(ImportId, Said)> = spelled(whole, kept)
        .into_iter()
        .filter(|(id, _)| *id != import)
        .filter_map(|(id, said)| Some((id, said?)))
        .collect();
    if said.is_empty() {
        return Without::AsTheyAre { kept: rest };
    }
    said.sort_by_key(|(id, _)| *id);
    let fields = PersonFields::fold(said.iter().map(|(_, said)| &said.fields));
    let mut identities: Vec<Identity> = Vec::new();
    for (_, said) in &said {
        for one in said.fields.identities().into_iter().chain(said.also.iter().cloned()) {
            if !identities.contains(&one) {
                identities.push(one);
            }
        }
    }
    Without::Left { kept: shortened(&rest, &said), fields, identities }
}

/// The statements that are left, in the shortest form.
fn shortened(rest: &[(ImportId, Kept)], said: &[(ImportId, Said)]) -> Vec<(ImportId, Kept)> {
    let Some((_, first)) = said.first() else { return rest.to_vec() };
    let alone = rest.len() == 1;
    let of = |id: ImportId| said.iter().find(|(import, _)| *import == id).map(|(_, said)| said);
    rest.iter()
        .enumerate()
        .map(|(at, (id, kept))| {
            let new = match (of(*id), kept) {
                (None, _) => Kept::Unparted,
                (Some(said), Kept::Shared(_)) if !alone => Kept::Shared(said.clone()),
                (Some(_), _) if alone => Kept::Row,
                (Some(said), _) if at == 0 => Kept::Full(said.clone()),
                (Some(said), _) => short(said, first),
            };
            (*id, new)
        })
        .collect()
}

/// A later statement, as short as it can be told.
pub(super) fn short(said: &Said, first: &Said) -> Kept {
    match like(&said.fields, &first.fields).filter(|_| said.also.is_empty()) {
        Some(bits) => Kept::Like(bits),
        None => Kept::Full(said.clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn fields() -> impl Strategy<Value = PersonFields> {
        let text = || prop::sample::select(vec!["", "", "a", "b"]).prop_map(str::to_owned);
        let tags = prop::collection::vec(prop::sample::select(vec!["x", "y"]).prop_map(str::to_owned), 0..2);
        let custom = prop::collection::btree_map(text(), text(), 0..2);
        (text(), text(), text(), text(), tags, custom).prop_map(|(number, first, last, city, tags, custom)| {
            let email = if city == "a" { "a@example.com".to_owned() } else { String::new() };
            PersonFields {
                external_id: number,
                first_name: first,
                last_name: last,
                city,
                email,
                tags,
                custom,
                ..PersonFields::default()
            }
        })
    }

    /// Keeps statements as an import does: the first in the row until somebody says something else.
    fn kept(said: &[PersonFields]) -> (Said, Vec<(ImportId, Kept)>) {
        let all = |n: usize| -> Said {
            let fields = PersonFields::fold(&said[..n]);
            let mut also: Vec<Identity> = said[..n].iter().flat_map(PersonFields::identities).collect();
            also.sort();
            also.dedup();
            let own = fields.identities();
            also.retain(|one| !own.contains(one));
            Said { fields, also }
        };
        let mut list: Vec<(ImportId, Kept)> = Vec::new();
        for (at, one) in said.iter().enumerate() {
            let id = ImportId(u32::try_from(at).unwrap() + 1);
            let said = Said { fields: one.clone(), also: Vec::new() };
            let Some((_, first)) = list.first() else {
                list.push((id, Kept::Row));
                continue;
            };
            let base = match first {
                Kept::Full(said) => said.clone(),
                _ => all(at),
            };
            let new = short(&said, &base);
            if *first == Kept::Row && !matches!(new, Kept::Like(_)) {
                list[0].1 = Kept::Full(base);
            }
            list.push((id, new));
        }
        (all(said.len()), list)
    }

    proptest! {
        #[test]
        fn what_is_left_is_the_fold_of_the_others_whatever_goes_first(
            said in prop::collection::vec(fields(), 1..5),
            order in prop::collection::vec(any::<prop::sample::Index>(), 5),
        ) {
            let (mut whole, mut list) = kept(&said);
            let mut left: Vec<usize> = (0..said.len()).collect();
            for index in order {
                let gone = left.remove(index.index(left.len()));
                let id = ImportId(u32::try_from(gone).unwrap() + 1);
                match without(&whole, &list, id) {
                    Without::Nobody => {
                        prop_assert!(left.is_empty());
                        return Ok(());
                    }
                    Without::AsTheyAre { .. } => prop_assert!(false, "every part is known"),
                    Without::Left { fields, identities, kept } => {
                        prop_assert_eq!(&fields, &PersonFields::fold(left.iter().map(|at| &said[*at])));
                        let own = fields.identities();
                        let also = identities.into_iter().filter(|one| !own.contains(one)).collect();
                        (whole, list) = (Said { fields, also }, kept);
                    }
                }
            }
        }
    }

    #[test]
    fn what_nobody_kept_apart_stays_until_the_last_of_them_goes() {
        let old = Said { fields: PersonFields { city: "Porto".into(), ..PersonFields::default() }, also: Vec::new() };
        let both = [(ImportId(1), Kept::Unparted), (ImportId(2), Kept::Unparted)];
        let Without::AsTheyAre { kept } = without(&old, &both, ImportId(1)) else { panic!("as they are") };
        assert_eq!(kept, [(ImportId(2), Kept::Unparted)]);
        assert_eq!(without(&old, &kept, ImportId(2)), Without::Nobody);
        // With a newer statement beside them, what they said together is handed on.
        let newer = Said { fields: PersonFields { city: "Braga".into(), ..PersonFields::default() }, also: Vec::new() };
        let three = [
            (ImportId(1), Kept::Shared(old.clone())),
            (ImportId(2), Kept::Unparted),
            (ImportId(3), Kept::Full(newer.clone())),
        ];
        let Without::AsTheyAre { kept } = without(&newer, &three, ImportId(1)) else { panic!("as they are") };
        assert_eq!(kept[0], (ImportId(2), Kept::Shared(old.clone())));
        let Without::Left { fields, .. } = without(&newer, &kept, ImportId(2)) else { panic!("what the newer said") };
        assert_eq!(fields.city, "Braga");
        let Without::Left { fields, .. } = without(&newer, &kept, ImportId(3)) else { panic!("what the old said") };
        assert_eq!(fields.city, "Porto");
    }
}

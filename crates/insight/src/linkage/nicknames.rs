//! Short forms of given names: a short table of the commonest in a few languages. What is not in it is not lost: an
//! email, a phone or a birthday still speaks for the pair.

/// Each line is one name and its short forms, plain as `normal::names` makes them.
const GROUPS: [&str; 50] = [
    "william will bill billy willy liam",
    "robert rob bob bobby bert robbie",
    "richard rick dick richie rich",
    "james jim jimmy jamie",
    "john johnny jack jon",
    "joseph joe joey josef sepp",
    "michael mike mick michi michal",
    "thomas tom tommy",
    "charles charlie chuck karl carl",
    "edward ed eddie ted ned",
    "henry harry hank heinrich heinz",
    "christopher chris kit christoph",
    "daniel dan danny",
    "david dave davy",
    "matthew matt matthias matteo",
    "nicholas nick nico nicolas niklas klaus",
    "anthony tony anton toni antonio",
    "andrew andy drew andreas andi",
    "alexander alex alec sandy sascha xander",
    "benjamin ben benny",
    "samuel sam sammy",
    "gregory greg",
    "stephen steve steven stefan stephan steffen",
    "timothy tim timmy",
    "patrick pat paddy",
    "peter pete piet pieter",
    "maximilian max",
    "friedrich fritz fred frederick freddy",
    "johannes hans jan hannes johann",
    "wilhelm willi",
    "francisco paco pancho francesco franz francis frank",
    "jose pepe",
    "ignacio nacho",
    "elizabeth liz beth lizzy betty eliza lisa elisabeth elsa sisi",
    "margaret maggie meg peggy greta margarete gretchen margarethe",
    "katherine kate katie kathy cathy catherine katharina kathi katja katrin",
    "jennifer jen jenny",
    "susan sue susie susanne susanna",
    "patricia patty tricia trish",
    "rebecca becky",
    "deborah debbie deb",
    "barbara babs barb",
    "victoria vicky tori",
    "alexandra sandra lexi",
    "johanna hanna joan hannah",
    "magdalena lena magda",
    "josephine josie",
    "theresa tess terry resi teresa",
    "agnieszka aga",
    "malgorzata gosia",
];

/// The number of the group of a given name, from 1; 0 for a name in none.
pub(super) fn group(name: &str) -> u8 {
    GROUPS
        .iter()
        .position(|line| line.split(' ').any(|one| one == name))
        .and_then(|at| u8::try_from(at + 1).ok())
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn short_forms_meet_and_no_name_is_in_two_groups() {
        assert_eq!(group("bill"), group("william"));
        assert_ne!(group("bill"), group("bob"));
        assert_eq!(group("ana"), 0);
        let mut seen = HashSet::new();
        for name in GROUPS.iter().flat_map(|line| line.split(' ')) {
            assert!(seen.insert(name), "{name} is in two groups");
        }
    }
}

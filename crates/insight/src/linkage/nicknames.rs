//! Short forms of given names: a short table of the commonest in a few languages. What is not in it is not lost: an
//! email, a phone or a birthday still speaks for the pair.

use super::normal::without_umlaut_e;
use std::collections::HashMap;
use std::sync::LazyLock;

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
    "susan sue susie susi susanne susanna",
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

/// The group of each name, written as `normal::names` writes names: Sue has lost her e there.
static GROUP_OF: LazyLock<HashMap<String, u8>> = LazyLock::new(|| {
    (1..)
        .zip(GROUPS)
        .flat_map(|(group, line)| line.split(' ').map(move |name| (without_umlaut_e(name.to_owned()), group)))
        .collect()
});

/// The number of the group of a given name, from 1; 0 for a name in none.
pub(super) fn group(name: &str) -> u8 {
    GROUP_OF.get(name).copied().unwrap_or(0)
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
        let plain = |name| super::super::normal::names(name, "Lim").0;
        assert_eq!(group(&plain("Sue")), group(&plain("Susan")));
        assert!(group(&plain("Samuel")) > 0 && group(&plain("Samuel")) == group(&plain("Sam")));
        let mut seen = HashSet::new();
        for name in GROUPS.iter().flat_map(|line| line.split(' ')) {
            assert!(seen.insert(name), "{name} is in two groups");
        }
    }
}

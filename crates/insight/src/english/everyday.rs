//! How people write, turned into how the program says it: "customers who haven't ordered since summer" is "People who have
//! bought something, and did not buy anything since 21 June 2026". What comes out is read like every other sentence, and what
//! was read is said back; so a turn of phrase that is taken wrongly is seen, and nothing is guessed beyond it.

mod days;
mod mixed;
mod money;
mod names;

use super::{
    english,
    understand::{Names, NotUnderstood, OtherNames, Phrases, understand},
};
use crate::Shop;
use regulars_model::{Day, SegmentRule};

/// Reads a sentence as [`understand`] does and, where that does not know it, as people write. "This month" is that of `as_of`.
///
/// # Errors
/// Where the words stopped being known, in the words that the program takes the sentence for.
pub fn understand_loosely(
    phrases: &Phrases,
    shop: &Shop,
    countries: &OtherNames,
    sentence: &str,
    as_of: Day,
) -> Result<SegmentRule, NotUnderstood> {
    let exactly = understand(phrases, shop, countries, sentence);
    let Err(stopped) = exactly else { return exactly };
    let (said, unclear) = Said::of(sentence).plain(&Names::of(shop, countries), phrases, as_of);
    match (understand(phrases, shop, countries, &said), unclear) {
        (Ok(rule), None) => Ok(rule),
        (Ok(rule), Some(unclear)) => {
            Err(NotUnderstood { instead: Some(english(&rule, phrases.currency())), ..unclear })
        }
        // Where turning the words helped nothing, they are told as they were written.
        (Err(loosely), _) if loosely.understood.len() > stopped.understood.len() => Err(loosely),
        _ => Err(stopped),
    }
}

/// How groups of people are called.
const WHOM: &str =
    "people|everyone|everybody|anyone|those|persons|customers|clients|buyers|shoppers|folks|contacts|all";
/// Where a condition ends.
const ENDS: &str = ",|and|or|)|in|since|between|today|within|at|more|fewer|exactly|twice|once";
/// What takes a deed away.
const NOT: &str = "not|never|haven't|hasn't|didn't|don't";
/// After "never".
const DEEDS: &str = "bought|opened|visited|clicked|unsubscribed|were|was|asked|entered|answered|had|been|signed|said";

/// What people do after something else; anything else that they do then is bought.
const THEN: &str = "bought|opened|clicked|visited|unsubscribed|answered|entered|asked|started|cancelled|were|had|did";

/// What people do besides buying.
const DONE: &str = "opened|clicked|visited|sent|answered|entered";

/// Words that are said otherwise, in this order. `a|b` is either, `a?` may be missing, `#` a number, `$` an amount.
const TURNS: &[(&str, &str)] = &[
    ("haven't|hasn't", "have not"),
    ("didn't|don't|doesn't", "did not"),
    ("as well as", "and"),
    ("but|yet", "and"),
    ("and also|who|that|which", "and"),
    ("or who|that|which", "or"),
    (", who|that|which", ", and"),
    ("have|has|did not buy|bought|purchase|purchased|order|ordered", "did not buy"),
    ("have|has? never bought|purchased|ordered", "never bought"),
    ("have|has? bought|purchased|ordered", "bought"),
    ("have|has|did not open|opened", "did not open"),
    ("have|has? never opened", "never opened"),
    ("have|has opened", "opened"),
    ("open an|any|our|the? emails|email|mails|mail|newsletters|newsletter", "open an email"),
    ("opened an|any|our|the|some? emails|email|mails|mail|newsletters|newsletter", "opened an email"),
    (
        "clicked on|in? a|an|any|the|our? link|email|emails|newsletter in|of? an|the|our? email|newsletter?",
        "clicked in an email",
    ),
    ("visited the|our shop|store|site|website", "visited"),
    (", and? then|afterwards|later bought|ordered|purchased", "and then bought"),
    ("and then|afterwards|later bought|ordered|purchased", "and then bought"),
    ("then never bought", "then did not buy"),
    ("did not live in", "are not in"),
    ("live|lives|living in", "are in"),
    ("are|is based|located in", "are in"),
    ("are|come|comes from", "are in"),
    ("may|can be emailed|mailed", "said yes to email"),
    ("we|i may|can email", "said yes to email"),
    ("may|can be texted", "said yes to text messages"),
    ("may|can be called|phoned", "said yes to phone calls"),
    ("are|is|have? subscribed to the|our|my? emails|email|newsletters|newsletter", "said yes to email"),
    ("have|has? opted in to the|our|my? emails|email|newsletters|newsletter", "said yes to email"),
    ("have|has? opted out of the|our|my? emails|email|newsletters|newsletter", "said no to email"),
    ("accept|accepts|want|wants emails|email|newsletters marketing?", "said yes to email"),
    ("unsubscribed from the|our|my? emails|email|newsletters|newsletter", "unsubscribed"),
    ("yes|no to emails|newsletters", "yes to email"),
    ("likely to cancel a|the|their|our? subscription?", "likely to cancel a subscription"),
    ("to cancel a subscription in the coming months", "to cancel a subscription"),
    ("likely to cancel a subscription", "likely to cancel a subscription in the coming months"),
    ("whose birthday is", "who have a birthday"),
    ("have|has their birthday", "have a birthday"),
    ("spent over|above $", "spent more than $"),
    ("spent under|below $", "spent less than $"),
    ("spent $ or|and more|over|up", "spent at least $"),
    ("spent $ or less", "spent at most $"),
    ("spent $", "spent at least $"),
    ("$ in total|all", "$"),
    ("$ altogether|overall", "$"),
    ("only|just|exactly once", "exactly once"),
    ("only|just twice", "exactly twice"),
    ("only|just # times|time", "exactly # times"),
    ("with at least # orders|purchases", "who bought at least # times"),
    ("with over|more than? # orders|purchases", "who bought more than # times"),
    ("with # or|and? more? orders|purchases", "who bought at least # times"),
    ("placed|made|had|have|has only|just 1|one order|purchase", "bought exactly once"),
    ("placed|made|had|have|has at least # orders|purchases", "bought at least # times"),
    ("placed|made|had|have|has over|above # orders|purchases", "bought more than # times"),
    ("placed|made|had|have|has more than # orders|purchases", "bought more than # times"),
    ("placed|made|had|have|has fewer|less than # orders|purchases", "bought fewer than # times"),
    ("placed|made|had|have|has # or|and? more? orders|purchases", "bought at least # times"),
    ("twice or|and more", "at least twice"),
    ("# times or|and more", "at least # times"),
    ("# or more times", "at least # times"),
    ("more than once", "at least twice"),
    ("over|above # times", "more than # times"),
    ("less than # times", "fewer than # times"),
    ("less than twice", "fewer than twice"),
    ("at least once", ""),
];

/// A sentence, word by word. A comma and a bracket are words of their own, and so is whatever stands in quotation marks.
struct Said(Vec<String>);

impl Said {
    fn of(sentence: &str) -> Self {
        let mut words: Vec<String> = Vec::new();
        let mut quoted = false;
        for word in sentence.replace('’', "'").trim_end_matches(['.', '!', '?', ' ']).split_whitespace() {
            let mut word = word.to_owned();
            if quoted {
                if let Some(last) = words.last_mut() {
                    last.push(' ');
                    last.push_str(&word);
                }
            } else {
                while let Some(rest) = word.strip_prefix('(') {
                    words.push("(".to_owned());
                    word = rest.to_owned();
                }
                words.push(word);
            }
            let Some(last) = words.last_mut() else { continue };
            if last.len() > 1 && last.starts_with('"') && last.trim_end_matches([',', ')']).ends_with('"') {
                *last = last.replacen('"', "“", 1).replacen('"', "”", 1);
            }
            quoted = last.starts_with(['“', '"']) && !last.trim_end_matches([',', ')']).ends_with(['”']);
            let mut ends = Vec::new();
            while let (false, Some(end)) = (quoted, last.chars().last().filter(|end| [',', ')'].contains(end))) {
                last.pop();
                ends.push(end.to_string());
            }
            words.extend(ends.into_iter().rev());
        }
        words.retain(|word| !word.is_empty());
        Self(words)
    }

    /// As the program says it; and where that says only one of the things that it may mean.
    fn plain(mut self, names: &Names<'_>, phrases: &Phrases, as_of: Day) -> (String, Option<NotUnderstood>) {
        self.numbers();
        self.amounts(phrases.currency());
        self.neither();
        self.begin(names);
        for (from, to) in TURNS {
            self.turn(from, to);
        }
        self.spans(as_of);
        self.ranks();
        self.nots();
        self.often();
        self.called(names);
        let unclear = self.apart(names);
        (self.written(), unclear)
    }

    fn written(&self) -> String {
        let mut out = String::new();
        for word in &self.0 {
            if !out.is_empty() && !out.ends_with('(') && word != "," && word != ")" {
                out.push(' ');
            }
            out.push_str(word);
        }
        out
    }

    fn is(&self, at: usize, any_of: &str) -> bool {
        self.0.get(at).is_some_and(|word| any_of.split('|').any(|one| one.eq_ignore_ascii_case(word)))
    }

    /// How many words from there on are like the pattern, and the number among them.
    fn like(&self, at: usize, pattern: &str) -> Option<(usize, Option<String>)> {
        let (mut taken, mut number) = (0, None);
        for piece in pattern.split(' ') {
            let (piece, may_miss) = piece.strip_suffix('?').map_or((piece, false), |piece| (piece, true));
            let here = at + taken;
            let fits = match piece {
                "#" => self.0.get(here).is_some_and(|word| word.parse::<u32>().is_ok()),
                "$" => self.0.get(here).is_some_and(|word| money::is_amount(word)),
                words => self.is(here, words),
            };
            if fits {
                if matches!(piece, "#" | "$") {
                    number = self.0.get(here).cloned();
                }
                taken += 1;
            } else if !may_miss {
                return None;
            }
        }
        Some((taken, number))
    }

    fn turn(&mut self, from: &str, to: &str) {
        let mut at = 0;
        while at < self.0.len() {
            let Some((taken, number)) = self.like(at, from) else {
                at += 1;
                continue;
            };
            let number = number.unwrap_or_default();
            at += self.put(at, taken, &to.replace(['#', '$'], &number)).max(usize::from(to.is_empty()));
        }
    }

    /// Puts other words in place of so many, and says how many those are.
    fn put(&mut self, at: usize, taken: usize, words: &str) -> usize {
        let words: Vec<String> = words.split_whitespace().map(str::to_owned).collect();
        let many = words.len();
        self.0.splice(at..at + taken, words);
        many
    }

    /// "three times" is "3 times".
    fn numbers(&mut self) {
        const WORDS: [&str; 13] =
            ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];
        for at in 0..self.0.len() {
            let number = WORDS.iter().position(|word| word.eq_ignore_ascii_case(&self.0[at]));
            let counts = "times|time|orders|order|purchases|purchase|days|weeks|months|years|or|euros|pounds|dollars";
            if let (Some(number), true) = (number, self.is(at + 1, counts)) {
                self.0[at] = number.to_string();
            }
        }
    }

    /// Whom it is about: "all customers from Berlin", "regulars", "VIPs".
    fn begin(&mut self, names: &Names<'_>) {
        while self.is(0, "show|find|list|me|the|my|our|all|every") && self.0.len() > 1 && !self.is(1, "who|in|,") {
            self.0.remove(0);
        }
        if self.is(0, "regulars") {
            self.put(0, 1, "People who bought at least 2 times in all , last bought in the last 365 days");
            self.go_on(17);
        } else if self.is(0, "subscribers") && self.0.iter().any(|word| word.eq_ignore_ascii_case("cancel")) {
            // Nobody else has that score.
            self.put(0, 1, "People");
            self.after_whom();
        } else if self.is(0, "subscribers") && !names.have_subscriptions() {
            self.put(0, 1, "People who said yes to email");
            self.go_on(6);
        } else if let Some(called) = self.0.first().and_then(|word| names.tag(word)) {
            let group = usize::from(self.is(1, WHOM));
            self.0.splice(0..=group, ["People", "who", "are", "tagged"].map(str::to_owned));
            self.0.insert(4, format!("“{called}”"));
            self.go_on(5);
        } else if let (true, Some((taken, _))) = (self.is(0, "new"), self.like(1, WHOM)) {
            self.put(0, 1 + taken, "People who first bought");
            if self.0.len() == 4 || !self.is(4, "this|since|in|last") {
                self.put(4, 0, "in the last 30 days");
                self.go_on(9);
            }
        } else if self.is(0, WHOM) {
            let bought = "bought|spent|purchased|ordered|orders|spend";
            let asks_less = (1..self.0.len()).any(|at| self.is(at, NOT))
                && !(1..self.0.len()).any(|at| self.is(at, bought) && !self.is(at - 1, NOT));
            let asks_less = asks_less && self.is(0, "customers|clients|buyers|shoppers");
            self.0[0] = "People".to_owned();
            self.after_whom();
            if asks_less && self.is(1, "who") {
                self.put(2, 0, "bought something , and");
            }
        } else if self.is(0, "top|best") {
            self.put(0, 0, "People who are in the");
        } else if self.is(0, "who|whose|with|from|in|that|living") {
            self.0.insert(0, "People".to_owned());
            self.after_whom();
        }
    }

    /// After "People": "that", "with a birthday", "from Berlin", "whose birthday is".
    fn after_whom(&mut self) {
        for (from, to) in [
            ("that|which", "who"),
            ("with|having", "who have"),
            ("living|based|located in|near", "in"),
            ("from", "in"),
            ("not in|from", "who are not in"),
            ("who? tagged", "who are tagged"),
            ("who may|can we email", "who said yes to email"),
            ("we|i may|can email", "who said yes to email"),
        ] {
            if let Some((taken, _)) = self.like(1, from) {
                self.put(1, taken, to);
            }
        }
    }

    /// After a group that stands for a condition: "who" goes on with "and".
    fn go_on(&mut self, at: usize) {
        if self.is(at, "who|that|which") {
            self.put(at, 1, ", and");
        } else if let Some((taken, _)) = self.like(at, "living? in|from") {
            self.put(at, taken, ", and are in");
        }
    }

    /// "the top 10% by spend".
    fn ranks(&mut self) {
        let Some(at) = (0..self.0.len()).find(|at| self.is(*at, "top|best")) else { return };
        let Some(share) = self.0.get(at + 1).filter(|word| word.trim_end_matches('%').parse::<u32>().is_ok()).cloned()
        else {
            return;
        };
        if self.like(at + 2, "by average|largest|worth|number|chance|lead|days|money").is_some() {
            return;
        }
        let of = self.like(at + 2, "of? my|our|the|all? people|customers|clients|spenders|buyers|shoppers?");
        let mut taken = 2 + of.map_or(0, |(taken, _)| taken);
        let by = self.like(at + taken, "by money? spend|spending|spent|revenue|value|sales|turnover|money");
        taken += by.map_or(0, |(taken, _)| taken);
        let from = if self.is(at.wrapping_sub(1), "the") { at - 1 } else { at };
        let begun = self.like(from.saturating_sub(2), "are|is in|among").map(|_| from - 2);
        let from = begun.or(self.is(from.wrapping_sub(1), "in|among").then(|| from - 1)).unwrap_or(from);
        self.put(from, at + taken - from, &format!("are in the top {share} by money spent after refunds"));
    }

    /// "never tea", "and not tea", "did not buy since …".
    fn nots(&mut self) {
        let mut at = 0;
        while at < self.0.len() {
            let next = self.0.get(at + 1).is_some();
            if self.is(at, "never") && next && !self.is(at + 1, DEEDS) {
                self.0.insert(at + 1, "bought".to_owned());
            } else if self.like(at, "and then").is_some() && at + 2 < self.0.len() && !self.is(at + 2, THEN) {
                self.0.insert(at + 2, "bought".to_owned());
            } else if self.is(at, "and|,") && self.is(at + 1, "not|no") && !self.is(at + 2, "in|among|tagged|known") {
                self.put(at + 1, 1, "never bought");
            } else if self.is(at, "slipping") && self.is(at + 1, "away") && !self.is(at + 2, "by|or|and") {
                let whole = self.like(at.saturating_sub(3), "customers who are").is_some();
                self.put(at + 2, 0, if whole { "" } else { "by their own habit" });
            }
            at += 1;
        }
        for at in (0..self.0.len()).rev() {
            let ends = at + 1 == self.0.len() || self.is(at + 1, ENDS);
            let not = at > 1 && self.is(at, "buy") && self.is(at - 1, "not");
            let stops = at + 1 == self.0.len() || self.is(at + 1, ",|and|or|)");
            let whole = self.like(at, "buy anything").map_or(1, |(taken, _)| taken);
            let nothing = not && (at + whole == self.0.len() || self.is(at + whole, ",|and|or|)"));
            if nothing {
                let said = self.same_days(at - 2).map(|days| format!("did not buy anything {days}"));
                self.put(at - 2, 2 + whole, said.as_deref().unwrap_or("never bought anything"));
            } else if (not && self.is(at + 1, "in|since|between|today"))
                || (ends && self.like(at.wrapping_sub(1), "never bought").is_some() && stops)
            {
                self.0.insert(at + 1, "anything".to_owned());
            } else if self.is(at, "bought")
                && ends
                && !self.is(at + 1, "twice|once|at|more|fewer|exactly")
                && !self.is(at.wrapping_sub(1), "first|last|never")
            {
                self.0.insert(at + 1, "something".to_owned());
            }
        }
    }

    /// The days of what was done right before: who "opened an email in the last 30 days but did not buy" did not in those days.
    fn same_days(&self, at: usize) -> Option<String> {
        let mut end = at;
        while self.is(end.wrapping_sub(1), ",|and") {
            end -= 1;
        }
        let from = (0..end).rev().find(|from| self.is(*from, "in|since|between"))?;
        let days = self.0[from..end].join(" ");
        let is_day = |text: &str| jiff::fmt::strtime::parse("%d %B %Y", text).is_ok_and(|day| day.to_date().is_ok());
        let known = match days.split_once(' ')? {
            ("since", day) => is_day(day),
            ("between", ends) => ends.split_once(" and ").is_some_and(|(first, last)| is_day(first) && is_day(last)),
            _ => self.like(from, "in the last # days|day").is_some_and(|(taken, _)| from + taken == end),
        };
        let deed = (0..from).rev().find(|at| self.is(*at, DONE) || self.is(*at, ",|and|or|who|("))?;
        (known && end < at && self.is(deed, DONE)).then_some(days)
    }

    /// "twice" alone is at least twice, "once" alone exactly once; "1 times" is "once".
    fn often(&mut self) {
        self.turn("1 times|time", "once");
        self.turn("2 times", "twice");
        self.turn("at least once", "");
        let told = "least|most|than|exactly|in|for|usual";
        for at in (1..self.0.len()).rev() {
            let told = self.is(at - 1, told);
            if self.is(at, "once") && !told {
                self.put(at, 0, "exactly");
            } else if (self.is(at, "twice") || self.like(at, "# times").is_some()) && !told {
                self.put(at, 0, "at least");
            }
        }
        // As many times of all orders are said with "2 times in all".
        self.turn("twice in all", "2 times in all");
    }
}

#[cfg(test)]
mod tests;

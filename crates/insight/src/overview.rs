//! The home figures: how are we, which regulars have gone quiet, whom may we write to.

use crate::{Bits, Figures, Sheet, Shop, figures::YEAR};
use regulars_model::{Channel, Day, PermissionState};

/// What "regular" means.
pub const REGULARS_MEANING: &str = "A regular has bought at least twice, the last time within a year.";

/// What "gone quiet" means. Told of past orders alone; who is slipping away is told by the score ([`crate::scores::Risk`]).
pub const QUIET_MEANING: &str = "Bought at least three times, the last time within a year, but at least 15 days \
    ago and at least twice their own usual gap ago.";

/// Nobody has gone quiet before this many days have passed, however often they come.
const FLOOR_DAYS: u32 = 15;

/// The home figures as of a day. Amounts in minor units.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overview {
    /// People known.
    pub people: u32,
    /// Regulars among those whose use is allowed: see [`REGULARS_MEANING`].
    pub regulars: u32,
    /// All purchases.
    pub gross: i64,
    /// Purchases less refunds.
    pub net: i64,
    /// How many purchases.
    pub purchases: u32,
    /// How many refunds and cancellations.
    pub refunds: u32,
    /// Regulars gone quiet: see [`QUIET_MEANING`].
    pub quiet: Bits,
    /// What those people spent (purchases less refunds) in the 365 days up to their last purchase.
    pub quiet_value: i64,
    /// The middle one of their usual gaps, in days.
    pub quiet_usual_gap: Option<u32>,
    /// Said yes to email, have an address, and have not opted out of use.
    pub may_email: u32,
    /// Said no to email, or opted out of use.
    pub said_no_email: u32,
    /// Never asked about email.
    pub never_asked_email: u32,
    /// The Monday of a week and its purchases: 52 weeks, oldest first, the last one holding `as_of`.
    pub weeks: Vec<(Day, u32)>,
    /// Day of the newest order up to `as_of`.
    pub newest_order: Option<Day>,
    /// Day of the newest event up to `as_of`.
    pub newest_event: Option<Day>,
}

/// The home figures. Money and purchases are of everyone on file; regulars and those gone quiet are people whose
/// use is allowed.
#[must_use]
pub fn overview(shop: &Shop, as_of: Day) -> Overview {
    shop.look_at_all(vec![Sheet::Purchases, Sheet::Gaps, Sheet::Refunds]);
    let figures: Vec<Figures> = (0..shop.people()).map(|person| shop.figures(person, as_of)).collect();
    let quiet = gone_quiet(shop, as_of);
    let mut gaps: Vec<u32> = quiet.iter().filter_map(|person| shop.usual_gap(person, as_of)).collect();
    gaps.sort_unstable();
    let last_good_year = |person: u32| match figures[person as usize].last_purchase {
        Some(last) => (last.plus(1 - YEAR), last),
        None => (Day(0), Day(-1)),
    };
    let email = |person: u32| crate::standing(shop, person, Channel::Email);
    let count =
        |holds: &dyn Fn(u32) -> bool| u32::try_from((0..shop.people()).filter(|p| holds(*p)).count()).unwrap_or(0);
    let never_asked = |person: u32| {
        shop.everyone().has(person) && shop.people.permissions[person as usize][0] == PermissionState::Unknown
    };
    Overview {
        people: shop.people(),
        regulars: count(&|person| shop.everyone().has(person) && is_regular(&figures[person as usize], as_of)),
        gross: figures.iter().fold(0, |sum, one| sum.saturating_add(one.gross)),
        net: figures.iter().fold(0, |sum, one| sum.saturating_add(one.net)),
        purchases: figures.iter().map(|one| one.purchases).sum(),
        refunds: figures.iter().map(|one| one.refunds).sum(),
        quiet_value: shop.net_within(&quiet, last_good_year),
        quiet_usual_gap: gaps.get(gaps.len() / 2).copied(),
        quiet,
        may_email: count(&|person| email(person) == crate::Standing::May),
        said_no_email: count(&|person| matches!(email(person), crate::Standing::SaidNo | crate::Standing::OptedOut)),
        never_asked_email: count(&never_asked),
        weeks: weeks(shop, as_of),
        newest_order: shop.newest_order_until(as_of),
        newest_event: shop.newest_event_until(as_of),
    }
}

fn is_regular(figures: &Figures, as_of: Day) -> bool {
    figures.purchases >= 2 && figures.last_purchase.is_some_and(|last| last >= as_of.plus(-YEAR))
}

/// Regulars gone quiet, as [`QUIET_MEANING`] says, among those whose use is allowed.
#[must_use]
pub fn gone_quiet(shop: &Shop, as_of: Day) -> Bits {
    Bits::from_fn(shop.everyone().len(), |at| {
        let person = u32::try_from(at).unwrap_or(u32::MAX);
        let figures = shop.figures(person, as_of);
        let candidate = shop.everyone().has(person) && figures.purchases >= 3 && is_regular(&figures, as_of);
        candidate
            && shop.usual_gap(person, as_of).zip(figures.last_purchase).is_some_and(|(gap, last)| {
                let quiet = u32::try_from(as_of.0.saturating_sub(last.0)).unwrap_or(0);
                quiet >= gap.saturating_mul(2).max(FLOOR_DAYS)
            })
    })
}

/// Purchases a week, Monday to Sunday.
fn weeks(shop: &Shop, as_of: Day) -> Vec<(Day, u32)> {
    // 1 January 1970 was a Thursday, three days after a Monday.
    let this_week = as_of.plus(-(as_of.0.saturating_add(3)).rem_euclid(7));
    let first = this_week.plus(-51 * 7);
    let mut counts = [0u32; 52];
    for (day, purchases) in shop.purchases_by_day(first, as_of) {
        counts[usize::try_from((day.0 - first.0) / 7).unwrap_or(0).min(51)] += purchases;
    }
    (0..).zip(counts).map(|(week, count)| (first.plus(week * 7), count)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        ShopBuilder,
        builder::likeness::shops,
        town::{AS_OF, euro, purchase, someone, town},
    };
    use proptest::prelude::*;
    use regulars_model::{ImportId, OrderKind, OrderRow};

    fn with(days_ago: &[i32]) -> ShopBuilder {
        let mut builder = ShopBuilder::new(euro());
        builder.person(someone(1, "Ana Lim"));
        let rows = (0..).zip(days_ago).map(|(nth, ago): (u32, _)| purchase(1, &nth.to_string(), *ago, 1_000));
        builder.orders(ImportId(1), rows);
        builder
    }

    #[test]
    fn being_quiet_is_measured_against_the_persons_own_gap() {
        let quiet = |days: &[i32]| gone_quiet(&with(days).build(), AS_OF).count() == 1;
        assert!(quiet(&[81, 61, 41]), "comes every 20 days, quiet for 41");
        assert!(quiet(&[80, 60, 40]), "40 is twice 20");
        assert!(!quiet(&[79, 59, 39]), "39 is not");
        assert!(!quiet(&[20, 17, 14]), "nobody before the floor");
        assert!(quiet(&[21, 18, 15]));
        assert!(!quiet(&[61, 41]), "two purchases are no habit");
        assert!(quiet(&[405, 385, 365]) && !quiet(&[406, 386, 366]), "gone for a year is gone");
    }

    #[test]
    fn those_who_opted_out_are_not_gone_quiet_and_not_regulars() {
        let mut facts = someone(1, "Ana Lim");
        facts.use_allowed = false;
        let mut builder = with(&[81, 61, 41]);
        builder.person(facts);
        let home = overview(&builder.build(), AS_OF);
        assert_eq!((home.people, home.regulars, home.quiet.count()), (1, 0, 0));
        assert_eq!((home.purchases, home.net, home.said_no_email), (3, 3_000, 1), "the money was still earned");
    }

    #[test]
    fn the_year_before_they_went_quiet_is_what_is_at_stake() {
        let mut builder = with(&[500, 405, 400, 41]);
        let at = AS_OF.plus(-20).first_second();
        let key = "9".to_owned();
        builder
            .orders(ImportId(1), [OrderRow { kind: OrderKind::Refund, total: -400, key, at, ..purchase(1, "", 0, 0) }]);
        // Gaps 95, 5 and 359: the middle one is 95, and 41 days are well within it.
        assert_eq!(overview(&builder.build(), AS_OF).quiet_value, 0);
        let home = overview(&with(&[410, 60, 50, 41]).build(), AS_OF);
        assert_eq!((home.quiet.count(), home.quiet_value, home.quiet_usual_gap), (1, 3_000, Some(10)));
    }

    #[test]
    fn weeks_begin_on_monday_and_end_with_today() {
        let home = overview(&with(&[0, 1, 7, 8, 52 * 7, -3]).build(), AS_OF);
        assert_eq!(home.weeks.len(), 52);
        // 23 November 2026 is a Monday: this week has only today.
        assert_eq!(home.weeks[51], (AS_OF, 1));
        assert_eq!(home.weeks[50].1, 2);
        assert_eq!(home.weeks[49].1, 1);
        assert_eq!(home.weeks.iter().map(|week| week.1).sum::<u32>(), 4, "a year ago is the week before the first");
        assert!(home.weeks.iter().all(|(day, _)| day.date().weekday() == jiff::civil::Weekday::Monday));
        assert_eq!(home.newest_order, Some(AS_OF), "what has not happened yet is not the newest");
        assert_eq!(home.purchases, 5);
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: crate::town::cases(500), ..ProptestConfig::default() })]
        /// From rows, as from each order by itself.
        #[test]
        fn home_tells_what_orders_tell(shop in shops(), back in -3i32..400) {
            let as_of = Day(shop.newest_order.max(shop.newest_event).map_or(AS_OF.0, |day| day.0)).plus(-back);
            let home = overview(&shop, as_of);
            let upto = |days: &[i32]| days.iter().filter(|day| **day <= as_of.0).max().map(|day| Day(*day));
            prop_assert_eq!(home.newest_order, upto(&shop.orders.day));
            prop_assert_eq!(home.newest_event, shop.events.iter().filter_map(|events| upto(&events.day)).max());
            let (first, orders) = (home.weeks[0].0, shop.orders.day.iter().zip(&shop.orders.refund));
            let within = orders.filter(|(day, refund)| !**refund && first.0 <= **day && **day <= as_of.0).count();
            prop_assert_eq!(home.weeks.iter().map(|week| week.1 as usize).sum::<usize>(), within);
            let everyone = Bits::all(shop.people() as usize);
            let year = |person: u32| {
                let last = shop.figures(person, as_of).last_purchase;
                last.map_or((Day(0), Day(-1)), |last| (last.plus(1 - YEAR), last))
            };
            let plain = |person: u32| {
                let (from, to) = year(person);
                if from > to { 0 } else { Figures::of(&shop.orders, shop.orders.within(person as usize, from, to)).net }
            };
            prop_assert_eq!(shop.net_within(&everyone, year), (0..shop.people()).map(plain).sum::<i64>());
            let counted: Vec<Option<u32>> = (0..shop.people()).map(|person| shop.usual_gap(person, as_of)).collect();
            shop.look_at_postings(crate::Sheet::Gaps);
            prop_assert_eq!((0..shop.people()).map(|person| shop.usual_gap(person, as_of)).collect::<Vec<_>>(), counted);
        }
    }

    #[test]
    fn the_parts_of_a_town_add_up() {
        let shop = town(200, 4);
        let home = overview(&shop, AS_OF);
        assert_eq!(home.may_email + home.said_no_email + home.never_asked_email, home.people);
        assert!(home.regulars > 80 && home.regulars < 150, "{}", home.regulars);
        assert_eq!(home.net, home.gross);
        assert_eq!(overview(&ShopBuilder::new(euro()).build(), AS_OF).weeks.len(), 52);
    }
}

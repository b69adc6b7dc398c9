//! A laid-out shop as sheets of bytes, and back: so that it need not be laid out anew at each opening. Sheets are independent of
//! each other, can be read in any order and on all cores, and together are the very shop that was written.

mod bytes;
#[cfg(test)]
mod tests;

pub use bytes::NotASheet;
pub(crate) use bytes::{In, Out, sound};

use crate::{
    Bits, Directory, Figures, Shop,
    later::Later,
    postings::{Kept, Part, Postings},
    shop::{Article, EventsOfKind, Orders, People, written as columns},
    texts::{Dictionary, Strip},
};
use regulars_model::{Currency, Day, EventKind};
use zeroize::Zeroizing;

type Read<T> = Result<T, NotASheet>;

/// One part of a shop that is written and read by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sheet {
    /// What is known of people, their texts aside.
    People,
    /// Who counts, what orders add up to, and the words that codes stand for.
    Head,
    /// Sets of people.
    Sets,
    /// What was bought, by category and day.
    LineRows,
    /// Whole purchases, by day.
    Purchases,
    /// Refunds, by day.
    Refunds,
    /// Events of the kind in this place, by day.
    EventRows(u8),
    /// Names, addresses and the shop's own numbers of people.
    Texts,
    /// By which people are found and listed.
    Directory,
    /// Orders by person.
    Orders,
    /// The shop's numbers of orders.
    Keys,
    /// Lines of orders.
    Lines,
    /// Which orders each article is in.
    Articles,
    /// Events of the kind in this place, by person.
    Events(u8),
}

impl Sheet {
    /// All of them, in the order in which a screen needs them: what counts are answered from first.
    #[must_use]
    pub fn all() -> Vec<Self> {
        let first = [Self::People, Self::Head, Self::Sets, Self::LineRows, Self::Purchases, Self::Refunds];
        let then = [Self::Texts, Self::Directory, Self::Orders, Self::Keys, Self::Lines, Self::Articles];
        let each = |sheet: fn(u8) -> Self| (0..EventKind::COUNT).filter_map(|nth| u8::try_from(nth).ok()).map(sheet);
        first.into_iter().chain(each(Self::EventRows)).chain(then).chain(each(Self::Events)).collect()
    }

    /// Its name, one of the program's own words.
    #[must_use]
    pub fn name(self) -> String {
        match self {
            Self::People => "people".to_owned(),
            Self::Head => "head".to_owned(),
            Self::Sets => "sets".to_owned(),
            Self::LineRows => "line rows".to_owned(),
            Self::Purchases => "purchases".to_owned(),
            Self::Refunds => "refunds".to_owned(),
            Self::EventRows(nth) => format!("event rows {nth}"),
            Self::Texts => "texts".to_owned(),
            Self::Directory => "directory".to_owned(),
            Self::Orders => "orders".to_owned(),
            Self::Keys => "keys".to_owned(),
            Self::Lines => "lines".to_owned(),
            Self::Articles => "articles".to_owned(),
            Self::Events(nth) => format!("events {nth}"),
        }
    }

    /// Writes this part of a shop and its search index. `tie` is what the sheets of one shop have in common: sheets with
    /// another are not taken for its.
    #[must_use]
    pub fn write(self, shop: &Shop, directory: &Directory, tie: u64) -> Zeroizing<Vec<u8>> {
        let mut out = Out::new(&self.name(), tie);
        match self {
            Self::People => shop.people.write(&mut out),
            Self::Head => write_head(shop, &mut out),
            Self::Sets => shop.write_sets(&mut out),
            Self::LineRows => shop.write_lines(&mut out),
            Self::Purchases => shop.write_rows(Part::Purchases, &mut out),
            Self::Refunds => shop.write_rows(Part::Refunds, &mut out),
            Self::EventRows(nth) => shop.write_rows(Part::Events(usize::from(nth)), &mut out),
            Self::Texts => {
                let People { name, email, external_id, .. } = &shop.people;
                [name, email, external_id].into_iter().for_each(|strip| strip.write(&mut out));
            }
            Self::Directory => directory.write(&mut out),
            Self::Orders => shop.orders.write_heads(&mut out),
            Self::Keys => shop.orders.keys.write(&mut out),
            Self::Lines => shop.orders.write_lines(&mut out),
            Self::Articles => shop.orders.write_articles(&mut out),
            Self::Events(nth) => shop.events[usize::from(nth)].write(&mut out),
        }
        out.finish()
    }

    /// Reads it back.
    ///
    /// # Errors
    /// [`NotASheet`] when the bytes are not this sheet with this tie as this version of the program writes it.
    pub fn read(self, bytes: &[u8], tie: u64) -> Result<ReadSheet, NotASheet> {
        let mut read = In::new(&self.name(), tie, bytes)?;
        let part = self.part(&mut read)?;
        read.end()?;
        Ok(ReadSheet(self, part))
    }

    fn part(self, read: &mut In<'_>) -> Read<Held> {
        let mut postings = Postings::default();
        let mut orders = Orders::default();
        Ok(match self {
            Self::People => Held::People(Box::new(People::read(read)?)),
            Self::Head => Held::Head(Box::new(read_head(read)?)),
            Self::Texts => Held::Texts([Strip::read(read)?, Strip::read(read)?, Strip::read(read)?]),
            Self::Directory => Held::Directory(Box::new(Directory::read(read)?)),
            Self::Keys => Held::Keys(Strip::read(read)?),
            Self::Events(_) => Held::Events(EventsOfKind::read(read)?),
            Self::Orders => Held::Orders(Box::new(Orders::read_heads(read)?)),
            Self::Lines => {
                orders.read_lines(read)?;
                Held::Orders(Box::new(orders))
            }
            Self::Articles => {
                orders.read_articles(read)?;
                Held::Orders(Box::new(orders))
            }
            Self::Sets => {
                postings.read_sets(read)?;
                Held::Postings(Box::new(postings), None)
            }
            Self::LineRows => {
                postings.read_lines(read)?;
                Held::Postings(Box::new(postings), None)
            }
            Self::Purchases => read_rows(postings, Part::Purchases, read)?,
            Self::Refunds => read_rows(postings, Part::Refunds, read)?,
            Self::EventRows(nth) => read_rows(postings, Part::Events(usize::from(nth)), read)?,
        })
    }
}

fn read_rows(mut postings: Postings, part: Part, read: &mut In<'_>) -> Read<Held> {
    postings.read_rows(part, read)?;
    Ok(Held::Postings(Box::new(postings), Some(part)))
}

/// What one sheet held.
pub struct ReadSheet(Sheet, Held);

enum Held {
    People(Box<People>),
    Head(Box<Head>),
    Postings(Box<Postings>, Option<Part>),
    Texts([Strip; 3]),
    Directory(Box<Directory>),
    Orders(Box<Orders>),
    Keys(Strip),
    Events(EventsOfKind),
}

struct Head {
    currency: Currency,
    everyone: Bits,
    allowed: Bits,
    quarantined: Bits,
    stands_for: Vec<(u32, u32)>,
    articles: Vec<Article>,
    categories: Dictionary,
    subjects: Dictionary,
    channels: Dictionary,
    newest_order: Option<Day>,
    figures: Vec<Figures>,
}

/// All fields are named, so that nobody adds one to a shop that is not written.
fn write_head(shop: &Shop, out: &mut Out) {
    let Shop {
        currency,
        people: _,
        everyone,
        allowed,
        quarantined,
        stands_for,
        orders: _,
        events: _,
        articles,
        categories,
        subjects,
        channels,
        figures,
        newest_order,
        postings: _,
        kept: _,
    } = shop;
    out.text(currency.code());
    [everyone, allowed, quarantined].into_iter().for_each(|bits| out.bits(bits));
    out.each(stands_for.len(), stands_for.iter().map(|(entry, _)| i64::from(*entry)));
    out.each(stands_for.len(), stands_for.iter().map(|(_, stands)| i64::from(*stands)));
    categories.write(out);
    subjects.write(out);
    channels.write(out);
    columns::write_articles(out, articles);
    out.option(*newest_order, |out, day| out.numbers(&[day.0]));
    columns::write_figures(out, figures);
}

fn read_head(read: &mut In<'_>) -> Read<Head> {
    let currency = read.text()?.parse().map_err(|_| NotASheet)?;
    let (everyone, allowed, quarantined) = (read.bits()?, read.bits()?, read.bits()?);
    let (entries, stands): (Vec<u32>, Vec<u32>) = (read.numbers()?, read.numbers()?);
    sound(entries.len() == stands.len())?;
    let (categories, subjects, channels) = (Dictionary::read(read)?, Dictionary::read(read)?, Dictionary::read(read)?);
    let articles = columns::read_articles(read, categories.len())?;
    let newest_order = read.option(|read| Ok(Day(*read.numbers()?.first().ok_or(NotASheet)?)))?;
    let figures = columns::read_figures(read)?;
    let people = figures.len();
    sound([everyone.len(), allowed.len(), quarantined.len()] == [people; 3])?;
    let stands_for = entries.into_iter().zip(stands).collect();
    Ok(Head {
        currency,
        everyone,
        allowed,
        quarantined,
        stands_for,
        articles,
        categories,
        subjects,
        channels,
        newest_order,
        figures,
    })
}

/// The shop that all these sheets are of, and its search index.
///
/// # Errors
/// [`NotASheet`] when one is missing, or they are not of one shop.
pub fn gather(parts: Vec<ReadSheet>) -> Result<(Shop, Directory), NotASheet> {
    let (mut people, mut head, mut texts, mut directory, mut keys) = (None, None, None, None, None);
    let (mut heads, mut lines, mut articles) = (None, None, None);
    let mut events: [Option<EventsOfKind>; EventKind::COUNT] = Default::default();
    let mut postings = Postings::default();
    for ReadSheet(sheet, held) in parts {
        match (sheet, held) {
            (_, Held::People(read)) => people = Some(*read),
            (_, Held::Head(read)) => head = Some(*read),
            (_, Held::Texts(read)) => texts = Some(read),
            (_, Held::Directory(read)) => directory = Some(*read),
            (_, Held::Keys(read)) => keys = Some(read),
            (_, Held::Postings(read, part)) => postings.take(*read, part),
            (Sheet::Lines, Held::Orders(read)) => lines = Some(*read),
            (Sheet::Articles, Held::Orders(read)) => articles = Some(*read),
            (_, Held::Orders(read)) => heads = Some(*read),
            (Sheet::Events(nth), Held::Events(read)) => events[usize::from(nth)] = Some(read),
            (_, Held::Events(_)) => return Err(NotASheet),
        }
    }
    let (mut people, head) = (people.ok_or(NotASheet)?, head.ok_or(NotASheet)?);
    [people.name, people.email, people.external_id] = texts.ok_or(NotASheet)?;
    let parts = (heads.ok_or(NotASheet)?, lines.ok_or(NotASheet)?, articles.ok_or(NotASheet)?);
    let orders = parts.0.joined(keys.ok_or(NotASheet)?, parts.1, parts.2)?;
    sound(events.iter().all(Option::is_some))?;
    let events = events.map(Option::unwrap_or_default);
    let (directory, count) = (directory.ok_or(NotASheet)?, people.ids.len());
    let texts = [people.name.len(), people.email.len(), people.external_id.len()];
    sound(texts == [count; 3] && head.figures.len() == count && directory.people() == count)?;
    let shop = Shop {
        currency: head.currency,
        people,
        everyone: head.everyone,
        allowed: head.allowed,
        quarantined: head.quarantined,
        stands_for: head.stands_for,
        orders: orders.into(),
        events: events.map(Later::from),
        articles: head.articles,
        categories: head.categories,
        subjects: head.subjects,
        channels: head.channels,
        figures: head.figures,
        newest_order: head.newest_order,
        postings,
        kept: Kept::default(),
    };
    // Each looks at tens of millions of numbers.
    let orders_fit = || shop.orders.fits(count, shop.articles.len(), shop.channels.len());
    let events_fit = || shop.events.iter().all(|events| events.fits(count, shop.subjects.len()));
    let rows_fit = || {
        shop.lay_columns();
        shop.postings_fit()
    };
    let (deeds, rows) = rayon::join(|| orders_fit() && events_fit(), rows_fit);
    sound(deeds && rows)?;
    Ok((shop, directory))
}

//! What a shop's columns are as bytes, and back.

use super::{Article, EventsOfKind, Figures, Many, Orders, People, Texts};
use crate::{
    held::{OwnFields, Yeses},
    later::Later,
    origins::Origins,
    spots::Spots,
    texts::{Dictionary, Strip},
    written::{In, NotASheet, Out, sound},
};
use regulars_model::{Day, MonthDay, PermissionState, Purposes};

type Read<T> = Result<T, NotASheet>;

/// In the order of what is written for them.
const STATES: [PermissionState; 3] = [PermissionState::Granted, PermissionState::Refused, PermissionState::Unknown];

impl Many {
    fn write(&self, out: &mut Out) {
        out.ends(&self.ends);
        out.numbers(&self.codes);
    }

    fn read(read: &mut In<'_>) -> Read<Self> {
        let (ends, codes): (_, Vec<u32>) = (read.ends()?, read.numbers()?);
        sound(ends.last().map_or(0, |end| *end as usize) == codes.len())?;
        Ok(Self { ends, codes })
    }
}

fn write_days(out: &mut Out, days: impl ExactSizeIterator<Item = Option<Day>> + Clone) {
    out.flags(days.clone().map(|day| day.is_some()));
    out.each(days.len(), days.map(|day| day.map_or(0, |day| i64::from(day.0))));
}

fn read_days(read: &mut In<'_>) -> Read<Vec<Option<Day>>> {
    let (some, days): (_, Vec<i32>) = (read.flags()?, read.numbers()?);
    sound(some.len() == days.len())?;
    Ok(some.into_iter().zip(days).map(|(some, day)| some.then_some(Day(day))).collect())
}

/// Writes one small number for each of four channels as one for all.
fn write_four<T>(out: &mut Out, all: &[[T; 4]], number: impl Fn(&T) -> u8) {
    let four = |of: &[T; 4]| of.iter().rev().fold(0, |all, one| all << 8 | i64::from(number(one)));
    out.each(all.len(), all.iter().map(four));
}

fn read_four<T>(read: &mut In<'_>, of: impl Fn(u8) -> Option<T>) -> Read<Vec<[T; 4]>> {
    let all: Vec<u32> = read.numbers()?;
    let four = |all: &u32| -> Option<[T; 4]> {
        let [a, b, c, d] = all.to_le_bytes();
        Some([of(a)?, of(b)?, of(c)?, of(d)?])
    };
    all.iter().map(four).collect::<Option<Vec<_>>>().ok_or(NotASheet)
}

impl Texts {
    pub(crate) fn write(&self, out: &mut Out) {
        let Self { name, email, external_id } = self;
        [name, email, external_id].into_iter().for_each(|strip| strip.write(out));
    }

    /// Of so many people.
    pub(crate) fn read(read: &mut In<'_>, people: usize) -> Read<Self> {
        let (name, email, external_id) = (Strip::read(read)?, Strip::read(read)?, Strip::read(read)?);
        sound([name.len(), email.len(), external_id.len()] == [people; 3])?;
        Ok(Self { name, email, external_id })
    }
}

impl People {
    /// Everything but the texts.
    pub(crate) fn write(&self, out: &mut Out) {
        let Self { ids, texts: _, country, region, city, postcode, tags, sources, .. } = self;
        out.ends(ids);
        for (words, codes) in [country, region, city, postcode] {
            words.write(out);
            out.numbers(codes);
        }
        for (words, lists) in [tags, sources] {
            words.write(out);
            lists.write(out);
        }
        let Self { birthday, signed_up, permissions, reachable, purposes, yeses, own, origins, spots, .. } = self;
        let birthday =
            birthday.iter().map(|day| day.map_or(0, |day| 1 << 16 | i64::from(day.month) << 8 | i64::from(day.day)));
        out.each(birthday.len(), birthday);
        write_days(out, signed_up.iter().copied());
        write_four(out, permissions, |said| STATES.iter().position(|state| state == said).unwrap_or(2) as u8);
        write_four(out, reachable, |reachable| u8::from(*reachable));
        write_four(out, purposes, |purposes| purposes.bits());
        yeses.write(out);
        own.write(out);
        origins.write(out);
        spots.write(out);
    }

    /// Everything but the texts, which stay empty.
    pub(crate) fn read(read: &mut In<'_>) -> Read<Self> {
        let ids = read.ends()?;
        let people = ids.len();
        let mut words = || {
            let (words, codes) = (Dictionary::read(read)?, read.numbers::<u32>()?);
            sound(codes.len() == people && codes.iter().all(|code| (*code as usize) < words.len()))?;
            Ok((words, codes))
        };
        let (country, region, city, postcode) = (words()?, words()?, words()?, words()?);
        let mut lists = || {
            let (words, lists) = (Dictionary::read(read)?, Many::read(read)?);
            sound(lists.ends.len() == people && lists.codes.iter().all(|code| (*code as usize) < words.len()))?;
            Ok((words, lists))
        };
        let (tags, sources) = (lists()?, lists()?);
        let birthday: Vec<u32> = read.numbers()?;
        let birthday: Vec<Option<MonthDay>> = birthday
            .into_iter()
            .map(|day| {
                let [day, month, some, _] = day.to_le_bytes();
                (some == 1).then_some(MonthDay { month, day })
            })
            .collect();
        let signed_up = read_days(read)?;
        let permissions = read_four(read, |state| STATES.get(usize::from(state)).copied())?;
        let reachable = read_four(read, |reachable| (reachable < 2).then_some(reachable == 1))?;
        let purposes = read_four(read, |bits| Some(Purposes::from_bits(bits)))?;
        let lengths = [birthday.len(), signed_up.len(), permissions.len(), reachable.len(), purposes.len()];
        sound(lengths == [people; 5])?;
        let (yeses, own) = (Yeses::read(read, people)?, OwnFields::read(read, people)?);
        let origins = Origins::read(read, people)?;
        let spots = Spots::read(read, people)?;
        Ok(Self {
            ids,
            texts: Later::default(),
            country,
            region,
            city,
            postcode,
            tags,
            sources,
            birthday,
            signed_up,
            permissions,
            reachable,
            purposes,
            yeses,
            own,
            origins,
            spots,
        })
    }
}

pub(crate) fn write_articles(out: &mut Out, articles: &[Article]) {
    out.list(articles.iter(), |out, Article { sku, product, category }| {
        out.text(sku);
        out.text(product);
        out.count(*category as usize);
    });
}

pub(crate) fn read_articles(read: &mut In<'_>, categories: usize) -> Read<Vec<Article>> {
    read.list(|read| {
        let (sku, product) = (read.text()?.to_owned(), read.text()?.to_owned());
        let category = read.count()?;
        sound(category < categories)?;
        Ok(Article { sku, product, category: category as u32 })
    })
}

pub(crate) fn write_figures(out: &mut Out, all: &[Figures]) {
    let of = |number: fn(&Figures) -> i64| all.iter().map(number);
    out.each(all.len(), of(|one| i64::from(one.purchases)));
    out.each(all.len(), of(|one| i64::from(one.refunds)));
    out.each(all.len(), of(|one| one.gross));
    out.each(all.len(), of(|one| one.net));
    write_days(out, all.iter().map(|one| one.first_purchase));
    write_days(out, all.iter().map(|one| one.last_purchase));
}

pub(crate) fn read_figures(read: &mut In<'_>) -> Read<Vec<Figures>> {
    let (purchases, refunds): (Vec<u32>, Vec<u32>) = (read.numbers()?, read.numbers()?);
    let (gross, net): (Vec<i64>, Vec<i64>) = (read.numbers()?, read.numbers()?);
    let (first, last) = (read_days(read)?, read_days(read)?);
    let people = purchases.len();
    sound([refunds.len(), gross.len(), net.len(), first.len(), last.len()] == [people; 5])?;
    let one = |at: usize| Figures {
        purchases: purchases[at],
        refunds: refunds[at],
        gross: gross[at],
        net: net[at],
        first_purchase: first[at],
        last_purchase: last[at],
    };
    Ok((0..people).map(one).collect())
}

/// The parts that orders are written in: each can be read while the others are.
impl Orders {
    pub(crate) fn write_heads(&self, out: &mut Out) {
        let Self { start, day, refund, total, line_start, channels, .. } = self;
        out.ends(start);
        out.numbers(day);
        out.flags(refund.iter().copied());
        out.numbers(total);
        out.ends(line_start);
        out.numbers(channels);
    }

    pub(crate) fn read_heads(read: &mut In<'_>) -> Read<Self> {
        let start = read.ends()?;
        let (day, refund, total): (Vec<i32>, _, Vec<i64>) = (read.numbers()?, read.flags()?, read.numbers()?);
        let (line_start, channels): (_, Vec<u16>) = (read.ends()?, read.numbers()?);
        let orders = day.len();
        sound(
            [refund.len(), total.len(), line_start.len()] == [orders, orders, orders + 1] && channels.len() <= orders,
        )?;
        sound(start.first() == Some(&0) && start.last().is_some_and(|end| *end as usize == orders))?;
        let mut person = Vec::with_capacity(orders);
        for (at, two) in (0u32..).zip(start.windows(2)) {
            person.extend(std::iter::repeat_n(at, (two[1] - two[0]) as usize));
        }
        Ok(Self { start, day, refund, total, person, line_start, channels, ..Self::default() })
    }

    pub(crate) fn write_lines(&self, out: &mut Out) {
        out.numbers(&self.line_article);
        out.numbers(&self.line_quantity);
        out.numbers(&self.line_amount);
    }

    pub(crate) fn read_lines(read: &mut In<'_>) -> Read<Self> {
        let (line_article, line_quantity, line_amount) = (read.numbers()?, read.numbers()?, read.numbers()?);
        Ok(Self { line_article, line_quantity, line_amount, ..Self::default() })
    }

    pub(crate) fn write_articles(&self, out: &mut Out) {
        out.ends(&self.article_start);
        out.numbers(&self.article_orders);
    }

    pub(crate) fn read_articles(read: &mut In<'_>) -> Read<Self> {
        let (article_start, article_orders): (Vec<u32>, Vec<u32>) = (read.ends()?, read.numbers()?);
        sound(article_start.last().map_or(0, |end| *end as usize) == article_orders.len())?;
        Ok(Self { article_start, article_orders, ..Self::default() })
    }

    /// Puts together what was read apart.
    pub(crate) fn joined(mut self, keys: Strip, lines: Self, articles: Self) -> Read<Self> {
        let count = lines.line_article.len();
        sound(self.line_start.last().is_some_and(|end| *end as usize == count))?;
        sound(lines.line_quantity.len() == count && lines.line_amount.len() == count && keys.len() == self.day.len())?;
        self.keys = keys;
        (self.line_article, self.line_quantity, self.line_amount) =
            (lines.line_article, lines.line_quantity, lines.line_amount);
        (self.article_start, self.article_orders) = (articles.article_start, articles.article_orders);
        Ok(self)
    }

    /// Whether it is of so many people, articles and channels.
    pub(crate) fn fits(&self, people: usize, articles: usize, channels: usize) -> bool {
        self.start.len() == people + 1
            && self.article_start.len() == articles + 1
            && self.channels.iter().all(|channel| usize::from(*channel) < channels)
            && self.line_article.iter().all(|article| (*article as usize) < articles)
            && self.article_orders.iter().all(|order| (*order as usize) < self.day.len())
    }
}

impl EventsOfKind {
    pub(crate) fn write(&self, out: &mut Out) {
        let Self { start, day, subject } = self;
        out.ends(start);
        out.numbers(day);
        out.numbers(subject);
    }

    /// Of so many people and subjects.
    pub(crate) fn read(read: &mut In<'_>, people: usize, subjects: usize) -> Read<Self> {
        let start = read.ends()?;
        let (day, subject): (Vec<i32>, Vec<u32>) = (read.numbers()?, read.numbers()?);
        sound(day.len() == subject.len() && start.last().map_or(0, |end| *end as usize) == day.len())?;
        sound(start.is_empty() || start.len() == people + 1)?;
        sound(subject.iter().all(|subject| (*subject as usize) < subjects))?;
        Ok(Self { start, day, subject })
    }
}

//! Lines of orders, column by column.

use crate::{
    ChunkError, ChunkKind, Columns, Texts,
    columns::{Body, Layout},
    numbers,
};
use regulars_model::{LineRow, PersonId};

/// Lines of orders, column by column.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LineColumns {
    /// Whose order.
    pub person: Vec<u32>,
    /// When (as [`regulars_model::moment`] marks it).
    pub at: Vec<i64>,
    /// Pieces; negative when sent back.
    pub quantity: Vec<i32>,
    /// Minor units for the whole line; negative when sent back.
    pub amount: Vec<i64>,
    /// Keys of the orders they belong to.
    pub order: Texts,
    /// The shop's article numbers.
    pub sku: Texts,
    /// Names of products.
    pub product: Texts,
    /// Categories of products.
    pub category: Texts,
}

impl Columns for LineColumns {
    type Row = LineRow;
    const KIND: ChunkKind = ChunkKind::Lines;

    fn from_rows(rows: &[LineRow]) -> Self {
        Self {
            person: rows.iter().map(|row| row.person.0).collect(),
            at: rows.iter().map(|row| row.at).collect(),
            quantity: rows.iter().map(|row| row.quantity).collect(),
            amount: rows.iter().map(|row| row.amount).collect(),
            order: Texts::of(rows.iter().map(|row| row.order.as_str())),
            sku: Texts::of(rows.iter().map(|row| row.sku.as_str())),
            product: Texts::of(rows.iter().map(|row| row.product.as_str())),
            category: Texts::of(rows.iter().map(|row| row.category.as_str())),
        }
    }

    fn persons(&self) -> &[u32] {
        &self.person
    }

    fn times(&self) -> &[i64] {
        &self.at
    }

    fn row(&self, index: usize) -> LineRow {
        LineRow {
            person: PersonId(self.person[index]),
            order: self.order.get(index).to_owned(),
            at: self.at[index],
            sku: self.sku.get(index).to_owned(),
            product: self.product.get(index).to_owned(),
            category: self.category.get(index).to_owned(),
            quantity: self.quantity[index],
            amount: self.amount[index],
        }
    }

    fn select(&self, rows: &[usize]) -> Self {
        Self {
            person: rows.iter().map(|&row| self.person[row]).collect(),
            at: rows.iter().map(|&row| self.at[row]).collect(),
            quantity: rows.iter().map(|&row| self.quantity[row]).collect(),
            amount: rows.iter().map(|&row| self.amount[row]).collect(),
            order: self.order.select(rows),
            sku: self.sku.select(rows),
            product: self.product.select(rows),
            category: self.category.select(rows),
        }
    }
}

impl Layout for LineColumns {
    fn put(&self, to: &mut Vec<u8>) {
        numbers::put(to, self.person.iter().map(|&person| i64::from(person)));
        numbers::put(to, self.at.iter().copied());
        numbers::put(to, self.quantity.iter().map(|&quantity| i64::from(quantity)));
        numbers::put(to, self.amount.iter().copied());
        for texts in [&self.order, &self.sku, &self.product, &self.category] {
            texts.put(to);
        }
    }

    fn take(from: &mut Body<'_>, rows: usize) -> Result<Self, ChunkError> {
        let from = &mut from.0;
        Ok(Self {
            person: numbers::take_as(from, rows)?,
            at: numbers::take(from, rows)?,
            quantity: numbers::take_as(from, rows)?,
            amount: numbers::take(from, rows)?,
            order: Texts::take(from, rows)?,
            sku: Texts::take(from, rows)?,
            product: Texts::take(from, rows)?,
            category: Texts::take(from, rows)?,
        })
    }
}

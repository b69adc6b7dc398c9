//! What people did, laid out column by column: chunks of up to 65,536 orders, order lines or events, each versioned
//! and checksummed. Pure: rows in, bytes out, and back. The vault keeps the bytes without looking into them.
//!
//! ```
//! use regulars_columns::{Columns, OrderColumns};
//! use regulars_model::{OrderKind, OrderRow, PersonId};
//! let (key, channel) = ("1001".into(), "till".into());
//! let order = OrderRow { person: PersonId(7), key, at: 0, kind: OrderKind::Purchase, total: 1250, channel };
//! let chunk = OrderColumns::encode(std::slice::from_ref(&order))?;
//! assert_eq!(OrderColumns::decode(&chunk.bytes)?.row(0), order);
//! # Ok::<(), regulars_columns::ChunkError>(())
//! ```

mod bits;
mod build;
mod chunk;
mod columns;
mod events;
mod lines;
mod numbers;
mod orders;
mod texts;

pub use build::{EventsGrowing, LinesGrowing, OrdersGrowing};
pub use chunk::{CHUNK_ROWS, ChunkError, ChunkKind, Encoded, inspect};
pub use columns::{Columns, Without, without};
pub use events::EventColumns;
pub use lines::LineColumns;
pub use orders::OrderColumns;
pub use texts::Texts;

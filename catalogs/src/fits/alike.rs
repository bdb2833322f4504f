//! Files that are written alike: what is known of the columns of one holds for the next.
//!
//! A catalog of 500 columns has 2,000 cards, and to take them apart costs more than a few columns of its rows. So a header is compared with one that is
//! known, as bytes. A card may differ only if
//! - it is `NAXIS2`, `PCOUNT` or `THEAP`, which are read anew;
//! - it is `CHECKSUM` or `DATASUM`, by which nothing here goes;
//! - it describes no bytes and no column, and is no part of a text that goes on: then the schema says of it what the new header says.
//!
//! If anything else differs, the header is read card by card.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use arrow::datatypes::Schema;
use bytes::Bytes;

use super::table::{Fields, HIDDEN_BEGIN, is_of_columns, is_structural, is_told, told};
use super::{Card, Fault, Hdu, Header, TableReader};
use crate::{Error, Result, Source, meta};

#[cfg(test)]
mod tests;

/// Headers that are held.
const HELD: usize = 4;

/// Keywords by which an HDU's bytes are counted.
const SIZES: [&str; 9] = ["XTENSION", "BITPIX", "NAXIS", "NAXIS1", "NAXIS2", "PCOUNT", "GCOUNT", "THEAP", "GROUPS"];

/// Headers of tables that were read last.
#[derive(Debug, Default)]
pub struct Alike {
    known: Mutex<VecDeque<Arc<Known>>>,
}

/// A header, and what it says of columns.
#[derive(Debug)]
pub(super) struct Known {
    bytes: Bytes,
    /// The cards that count bytes, and where in `bytes` each stands, in cards.
    sizes: Vec<(usize, Card)>,
    /// The cards that the schema tells, as JSON.
    told: Vec<(usize, String)>,
    fields: Fields,
}

impl Alike {
    /// The headers that are held, the last first.
    pub(super) fn known(&self) -> Vec<Arc<Known>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()
    }

    /// Holds a header.
    pub(super) fn learn(&self, known: Known) {
        let mut held = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        held.truncate(HELD - 1);
        held.push_front(Arc::new(known));
    }
}

impl Known {
    /// Of the header of `hdu`, whose bytes are `bytes` and whose table has these fields; none if the schema tells more than cards.
    pub(super) fn new(hdu: &Hdu, bytes: Bytes, fields: &Fields) -> Option<Known> {
        let header = hdu.header();
        if header.cards().iter().any(|card| card.keyword == "COMMENT" && card.comment == HIDDEN_BEGIN) {
            return None;
        }
        let places = places(&bytes, header);
        let place = |card: &Card| places.get(header.cards().iter().position(|other| std::ptr::eq(other, card))?).copied();
        let sizes = SIZES.iter().filter_map(|keyword| header.card(keyword));
        let sizes = sizes.map(|card| Some((place(card)?, card.clone()))).collect::<Option<_>>()?;
        let told =
            header.cards().iter().zip(&places).filter(|(card, _)| is_told(card)).map(|(card, place)| (*place, told(card).to_string()));
        Some(Known { sizes, told: told.collect(), bytes, fields: fields.clone() })
    }

    /// Bytes of the header.
    pub(super) fn len(&self) -> u64 {
        self.bytes.len() as u64
    }

    /// A reader of HDU 1 of `source`, whose header at `start` begins with `bytes`; none if that has to be read card by card.
    pub(super) fn reader(&self, source: &Source, start: u64, bytes: &[u8]) -> Option<Result<TableReader>> {
        let changed = self.changed(bytes)?;
        let mut sizes = Header::default();
        for (place, card) in &self.sizes {
            let new = changed.iter().find(|(other, _)| other == place);
            sizes.push(new.map_or(card, |(_, new)| new).clone());
        }
        let range = start..start + self.len();
        let fail = |fault: Fault| Error::fits(source.name(), Some(1), fault);
        let hdu = match Hdu::new(1, sizes, range, source.len()).map_err(fail) {
            Ok(hdu) => hdu,
            Err(error) => return Some(Err(error)),
        };
        Some(TableReader::over(source.clone(), &hdu, self.fields(&changed)?))
    }

    /// The cards that differ, and where; none if one does that may not.
    fn changed(&self, bytes: &[u8]) -> Option<Vec<(usize, Card)>> {
        if bytes.len() != self.bytes.len() {
            return None;
        }
        if bytes == self.bytes {
            return Some(Vec::new());
        }
        let mut changed = Vec::new();
        for (place, (old, new)) in self.bytes.chunks(80).zip(bytes.chunks(80)).enumerate() {
            if old != new {
                let (old, new) = (Card::parse(old), Card::parse(new));
                if old.keyword != new.keyword || !may_change(&old) || goes_on(&old) || goes_on(&new) {
                    return None;
                }
                changed.push((place, new));
            }
        }
        Some(changed)
    }

    /// The fields, with what the changed cards say.
    fn fields(&self, changed: &[(usize, Card)]) -> Option<Fields> {
        let mut fields = self.fields.clone();
        if changed.iter().all(|(_, card)| is_structural(&card.keyword)) {
            return Some(fields);
        }
        let of = |place: usize| changed.iter().find(|(other, _)| *other == place);
        let cards: Vec<String> =
            self.told.iter().map(|(place, json)| of(*place).map_or_else(|| json.clone(), |(_, card)| told(card).to_string())).collect();
        let mut metadata = fields.schema.metadata().clone();
        *metadata.get_mut(meta::HEADER)? = format!("[{}]", cards.join(","));
        fields.schema = Arc::new(Schema::new_with_metadata(fields.schema.fields().clone(), metadata));
        Some(fields)
    }
}

/// Where in the bytes of a header each of its cards begins, in cards: a text that goes on is one card.
fn places(bytes: &[u8], header: &Header) -> Vec<usize> {
    let mut cards = header.cards().iter().peekable();
    let mut places = Vec::with_capacity(header.cards().len());
    for (place, raw) in bytes.chunks(80).enumerate() {
        let Some(card) = cards.peek() else { break };
        if !raw.starts_with(b"CONTINUE") || card.keyword == "CONTINUE" {
            places.push(place);
            cards.next();
        }
    }
    places
}

/// Whether a card of this keyword may say something else in a file that is written alike.
fn may_change(card: &Card) -> bool {
    match card.keyword.as_str() {
        "NAXIS2" | "PCOUNT" | "THEAP" | "CHECKSUM" | "DATASUM" => true,
        "" | "END" | "COMMENT" | "CONTINUE" | "GROUPS" => false,
        keyword => !is_structural(keyword) && !is_of_columns(keyword) && !keyword.starts_with('Z'),
    }
}

fn goes_on(card: &Card) -> bool {
    card.value.as_text().is_some_and(|text| text.ends_with('&'))
}

//! A header: cards in their order, long texts joined (section 4.2.1.2, `CONTINUE`).

use std::collections::HashMap;

use super::{BLOCK, Card, Fault, Value};

/// The cards of an HDU. Keywords may repeat; the first of them counts unless all are asked for.
#[derive(Debug, Clone, Default)]
pub struct Header {
    cards: Vec<Card>,
    first: HashMap<String, usize>,
}

/// Puts a header together block by block.
#[derive(Debug, Default)]
pub(super) struct Builder {
    header: Header,
    /// Whether the last card's text ends in `&`, so that the next card may go on with it.
    goes_on: bool,
}

impl Builder {
    /// Adds the cards of a block; whether `END` was among them.
    pub(super) fn push(&mut self, block: &[u8]) -> bool {
        for bytes in block[..block.len().min(BLOCK as usize)].chunks_exact(80) {
            if bytes.starts_with(b"END") && bytes[3..8].iter().all(|byte| matches!(byte, b' ' | 0)) {
                return true;
            }
            self.card(Card::parse(bytes));
        }
        false
    }

    fn card(&mut self, card: Card) {
        if card.keyword == "CONTINUE"
            && self.goes_on
            && let (Some(last), Value::Text(more)) = (self.header.cards.last_mut(), &card.value)
            && let Value::Text(text) = &mut last.value
        {
            text.pop();
            text.push_str(more);
            if !card.comment.is_empty() {
                last.comment.push_str(&card.comment);
            }
            self.goes_on = more.ends_with('&');
            return;
        }
        self.goes_on = matches!(&card.value, Value::Text(text) if text.ends_with('&'));
        self.header.push(card);
    }

    pub(super) fn finish(self) -> Header {
        self.header
    }
}

impl Header {
    /// Reads a header from its bytes, for what has no HDU around it.
    pub fn parse(bytes: &[u8]) -> Header {
        let mut builder = Builder::default();
        for block in bytes.chunks(BLOCK as usize) {
            if builder.push(block) {
                break;
            }
        }
        builder.finish()
    }

    /// Adds a card behind the others.
    pub(crate) fn push(&mut self, card: Card) {
        let next = self.cards.len();
        self.first.entry(card.keyword.clone()).or_insert(next);
        self.cards.push(card);
    }

    /// The cards in the file's order.
    pub fn cards(&self) -> &[Card] {
        &self.cards
    }

    /// The first card of `keyword`.
    pub fn card(&self, keyword: &str) -> Option<&Card> {
        self.first.get(keyword).map(|index| &self.cards[*index])
    }

    /// The first value of `keyword`.
    pub fn value(&self, keyword: &str) -> Option<&Value> {
        self.card(keyword).map(|card| &card.value)
    }

    /// The text of `keyword`.
    pub fn text(&self, keyword: &str) -> Option<&str> {
        self.value(keyword)?.as_text()
    }

    /// The integer of `keyword`.
    pub fn integer(&self, keyword: &str) -> Option<i64> {
        self.value(keyword)?.as_integer()
    }

    /// The number of `keyword`.
    pub fn real(&self, keyword: &str) -> Option<f64> {
        self.value(keyword)?.as_real()
    }

    /// Whether `keyword` is `T`.
    pub fn is_true(&self, keyword: &str) -> bool {
        self.value(keyword) == Some(&Value::Logical(true))
    }

    /// A number of things, which the header must have.
    pub(super) fn count(&self, keyword: &str) -> Result<u64, Fault> {
        match self.value(keyword) {
            None => Err(Fault::new(format!("its header has no `{keyword}`"))),
            Some(value) => match value.as_integer().and_then(|count| u64::try_from(count).ok()) {
                Some(count) => Ok(count),
                None => Err(Fault::new(format!("`{keyword}` is {}, not a number of things", value.to_json()))),
            },
        }
    }
}

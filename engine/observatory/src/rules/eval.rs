//! Evaluation of rules against one header. A property is computed once; one that needs itself is an error.

use std::cell::RefCell;
use std::collections::HashMap;

use crate::header::Header;
use crate::rules::Rules;
use crate::rules::expr::{Card, Expr, Op};
use crate::rules::value::{Unit, Value};

use super::functions;

/// Why a value cannot be told, in a few words.
pub type Told = Result<Value, String>;

/// One header and what was told of it so far.
pub struct Context<'a> {
    /// The rules of the header's instrument.
    pub rules: &'a Rules,
    /// The header.
    pub header: &'a Header,
    known: RefCell<HashMap<String, Option<Told>>>,
}

impl<'a> Context<'a> {
    /// Begins to tell `header` by `rules`.
    pub fn new(rules: &'a Rules, header: &'a Header) -> Context<'a> {
        Context { rules, header, known: RefCell::default() }
    }

    /// The value of a property or of a named helper of the rules.
    pub fn property(&self, name: &str) -> Told {
        match self.known.borrow().get(name) {
            Some(Some(told)) => return told.clone(),
            Some(None) => return Err(format!("`{name}` depends on itself")),
            None => {}
        }
        let rule = self.rules.rule(name).ok_or_else(|| format!("there is no rule for `{name}`"))?;
        self.known.borrow_mut().insert(name.to_owned(), None);
        let told = self.eval(rule).map(|value| self.rules.cast(name, value));
        self.known.borrow_mut().insert(name.to_owned(), Some(told.clone()));
        told
    }

    /// The value of an expression.
    pub fn eval(&self, expr: &Expr) -> Told {
        Ok(match expr {
            Expr::Null => Value::Null,
            Expr::Bool(value) => Value::Bool(*value),
            Expr::Int(value) => Value::Int(*value),
            Expr::Float(value) => Value::Float(*value),
            Expr::Text(text) => Value::Text(text.clone()),
            Expr::Key(key) => Value::of(self.header.get(key).ok_or_else(|| format!("it has no `{key}`"))?),
            Expr::Card(card) => return self.card(card),
            Expr::Property(name) => return self.property(name),
            Expr::Call(name, arguments) => return functions::call(self, name, arguments),
            Expr::List(items) => Value::List(items.iter().map(|item| self.eval(item)).collect::<Result<_, _>>()?),
            Expr::If(parts) => {
                let [condition, then, otherwise] = &**parts;
                return self.eval(if self.eval(condition)?.is_true() { then } else { otherwise });
            }
            Expr::Not(inner) => Value::Bool(!self.eval(inner)?.is_true()),
            Expr::Negate(inner) => arithmetic(Op::Subtract, &Value::Int(0), &self.eval(inner)?)?,
            Expr::Binary(op, sides) => return self.binary(*op, &sides[0], &sides[1]),
        })
    }

    fn card(&self, card: &Card) -> Told {
        let found = card.keys.iter().filter_map(|key| self.header.get(key)).map(Value::of).find(|value| *value != Value::Null);
        let Some(mut value) = found else {
            let names = || card.keys.iter().map(|key| format!("`{key}`")).collect::<Vec<_>>().join(" or ");
            let is_needed = match &card.unless {
                Some(unless) => self.eval(unless)?.is_true(),
                None => card.default.is_none(),
            };
            return match &card.default {
                _ if is_needed => Err(format!("it has no {}", names())),
                Some(Value::Null) | None => Ok(Value::Null),
                Some(default) => Ok(of_unit(default.clone(), card)),
            };
        };
        if card.unit.is_some()
            && let Value::Text(text) = &value
        {
            value = Value::Float(text.trim().parse().map_err(|_| format!("`{text}` is no number"))?);
        }
        if let (Some(number), Some(default)) = (value.real(), &card.default)
            && *default != Value::Null
            && (number.is_nan() || card.min.is_some_and(|min| number < min) || card.max.is_some_and(|max| number > max))
        {
            value = default.clone();
        }
        Ok(of_unit(value, card))
    }

    fn binary(&self, op: Op, left: &Expr, right: &Expr) -> Told {
        match op {
            Op::First => {
                return match self.eval(left) {
                    Ok(Value::Null) | Err(_) => self.eval(right),
                    told => told,
                };
            }
            Op::Or => return Ok(Value::Bool(self.eval(left)?.is_true() || self.eval(right)?.is_true())),
            Op::And => return Ok(Value::Bool(self.eval(left)?.is_true() && self.eval(right)?.is_true())),
            _ => {}
        }
        let (left, right) = (self.eval(left)?, self.eval(right)?);
        Ok(match op {
            Op::Equal => Value::Bool(equal(&left, &right)),
            Op::NotEqual => Value::Bool(!equal(&left, &right)),
            Op::In => match &right {
                Value::List(items) => Value::Bool(items.iter().any(|item| equal(&left, item))),
                Value::Text(text) => Value::Bool(text.contains(left.text().ok_or("`in` needs a text")?)),
                other => return Err(format!("nothing is in {}", other.display())),
            },
            Op::Less | Op::LessEqual | Op::Greater | Op::GreaterEqual => Value::Bool(ordered(op, &left, &right)?),
            _ => return arithmetic(op, &left, &right),
        })
    }
}

fn equal(left: &Value, right: &Value) -> bool {
    match (left.real(), right.real()) {
        (Some(a), Some(b)) => a == b,
        _ => left == right,
    }
}

fn ordered(op: Op, left: &Value, right: &Value) -> Result<bool, String> {
    let order = match (left, right) {
        (Value::Time(a), Value::Time(b)) => a.partial_cmp(b),
        (Value::Text(a), Value::Text(b)) => Some(a.cmp(b)),
        _ => left.real().zip(right.real()).and_then(|(a, b)| a.partial_cmp(&b)),
    };
    let order = order.ok_or_else(|| format!("{} and {} have no order", left.display(), right.display()))?;
    Ok(match op {
        Op::Less => order.is_lt(),
        Op::LessEqual => order.is_le(),
        Op::Greater => order.is_gt(),
        _ => order.is_ge(),
    })
}

fn arithmetic(op: Op, left: &Value, right: &Value) -> Told {
    let fault = || format!("{} and {} cannot be put together", left.display(), right.display());
    match (left, right) {
        (Value::Time(time), Value::Quantity(seconds, Unit::Second)) => {
            return match op {
                Op::Add => Ok(Value::Time(time.add_seconds(*seconds))),
                Op::Subtract => Ok(Value::Time(time.add_seconds(-seconds))),
                _ => Err(fault()),
            };
        }
        (Value::Text(a), Value::Text(b)) if op == Op::Add => return Ok(Value::Text(format!("{a}{b}"))),
        (Value::Int(a), Value::Int(b)) if op != Op::Divide => {
            let value = match op {
                Op::Add => a.checked_add(*b),
                Op::Subtract => a.checked_sub(*b),
                Op::Multiply => a.checked_mul(*b),
                _ => a.checked_rem_euclid(*b),
            };
            return value.map(Value::Int).ok_or_else(fault);
        }
        _ => {}
    }
    let (a, b) = left.real().zip(right.real()).ok_or_else(fault)?;
    let value = match op {
        Op::Add => a + b,
        Op::Subtract => a - b,
        Op::Multiply => a * b,
        Op::Divide => a / b,
        _ => a.rem_euclid(b),
    };
    // A number beside a quantity takes its unit.
    Ok(match (left, right) {
        (Value::Quantity(_, unit), _) | (_, Value::Quantity(_, unit)) => Value::Quantity(value, *unit),
        _ => Value::Float(value),
    })
}

fn of_unit(value: Value, card: &Card) -> Value {
    match (card.unit, value.real()) {
        (Some(unit), Some(number)) => Value::Quantity(number, unit),
        _ => value,
    }
}

//! Ways to print one entry.

use crate::tally::Entry;

pub enum Style {
    Plain,
    Bars,
}

pub trait Report {
    fn line(&self, entry: &Entry) -> String;
}

pub struct Plain;

impl Report for Plain {
    fn line(&self, entry: &Entry) -> String {
        format!("{} {}", entry.word, entry.count)
    }
}

pub struct Bars;

impl Report for Bars {
    fn line(&self, entry: &Entry) -> String {
        let bar = "#".repeat(entry.count);
        format!("{:<10} {:>3} {}", entry.word, entry.count, bar)
    }
}

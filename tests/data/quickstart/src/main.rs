//! wordtally: counts the words of a text and prints the most frequent ones.
//!
//! Usage: wordtally [-n COUNT] [-m MIN_LENGTH] [--plain] [FILE]

mod args;
mod report;
mod tally;
mod text;

use args::Options;
use report::{Bars, Plain, Report, Style};
use tally::Tally;

fn main() {
    let options = Options::parse(std::env::args().skip(1));

    let source = match &options.file {
        Some(path) => std::fs::read_to_string(path).expect("cannot read the file"),
        None => include_str!("../sample.txt").to_string(),
    };

    let words = text::words(&source);
    let mut tally = Tally::new();
    for word in words {
        if word.len() >= options.min_length {
            tally.add(word.as_str());
        }
    }

    let report: Box<Report> = if options.style == Style::Bars {
        Box::new(Bars)
    } else {
        Box::new(Plain)
    };

    println!("{} words, {} different", words.len(), tally.len());
    println!("longest: {}", text::longest(words));
    for entry in tally.top(options.count) {
        println!("{}", report.line(&entry));
    }
}

//! Command line options.

use crate::report::Style;

pub struct Options {
    pub count: usize,
    pub min_length: usize,
    pub style: Style,
    pub file: Option<String>,
}

impl Options {
    pub fn parse(args: impl Iterator<Item = String>) -> Options {
        let options = Options {
            count: 5,
            min_length: 3,
            style: Style::Bars,
            file: None,
        };
        while let Some(arg) = args.next() {
            match arg.as_str() {
                "-n" => options.count = number(args.next(), options.count),
                "-m" => options.min_length = number(args.next(), options.min_length),
                "--plain" => options.style = Style::Plain,
                name => options.file = Some(name),
            }
        }
        options
    }
}

/// The number in `value`, or `default` where there is none.
fn number(value: Option<String>, default: usize) -> usize {
    let parsed = value.and_then(|digits| digits.parse().ok())
    parsed.unwrap_or(default)
}

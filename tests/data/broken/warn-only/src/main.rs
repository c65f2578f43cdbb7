use std::collections::HashMap;

fn main() {
    let mut greeting = "hello";
    println!("{}", greeting);
}

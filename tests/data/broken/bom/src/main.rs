// Grüße
fn main() {
    let name = String::from("Jürgen");
    name.push('!');
    println!("{}", name);
}

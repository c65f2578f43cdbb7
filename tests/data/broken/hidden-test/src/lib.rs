pub fn push_twice(list: &mut Vec<i32>, number: i32) {
    list.push(number);
    list.push(number);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pushes_twice() {
        let list = Vec::new();
        push_twice(&mut list, 7);
        assert_eq!(list, [7, 7]);
    }
}

pub struct Place(pub u32);

pub struct Tool(pub u32);

#[derive(PartialEq)]
pub struct Pair<A, B>(pub A, pub B);

pub fn same(one: &Pair<Place, Tool>, other: &Pair<Place, Tool>) -> bool {
    *one == *other
}

pub struct Rect {
    pub corner: (u32, u32),
}

pub fn area(rect: &Rect) -> u32 {
    rect.corner
}

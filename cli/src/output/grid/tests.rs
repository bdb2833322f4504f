use super::*;

fn shown(grid: &Grid) -> String {
    let mut text = String::new();
    grid.push(&mut text);
    text
}

#[test]
fn names_stand_in_the_middle_as_python_has_it() {
    let centered: Vec<String> = [("ab", 5), ("ab", 4), ("abc", 4), ("abc", 6), ("abc", 3)].map(|(text, full)| centered(text, full)).into();
    assert_eq!(centered, ["  ab ", " ab ", "abc ", " abc  ", "abc"]);
}

#[test]
fn cells_stand_on_one_side_and_lines_are_filled_up() {
    let columns =
        |grid: Grid| grid.column("Name", vec!["a".to_owned(), "long name".to_owned()]).column("n", vec!["1".to_owned(), "22".to_owned()]);
    let right = "   Name    n \n--------- ---\n        a   1\nlong name  22\n";
    let left = "   Name    n \n--------- ---\na         1  \nlong name 22 \n";
    assert_eq!(shown(&columns(Grid::new(Align::Right))), right);
    assert_eq!(shown(&columns(Grid::new(Align::Left))), left);
}

#[test]
fn what_a_terminal_would_obey_is_escaped() {
    let text = shown(&Grid::new(Align::Left).column("x", vec!["\x1b[31m\n".to_owned()]));
    assert!(!text.contains('\x1b'), "{text}");
    assert_eq!(text.lines().count(), 3);
}

use super::*;
use crate::Error;

#[tokio::test]
async fn what_the_trash_came_between_is_done_again_and_not_for_ever() {
    for refused in 0..ATTEMPTS + 2 {
        let mut tries = 0;
        let done = placing(async || {
            tries += 1;
            if tries <= refused { Err(Error::TrashChanged) } else { Ok(tries) }
        })
        .await;
        assert_eq!(tries, (refused + 1).min(ATTEMPTS));
        assert_eq!(done.is_ok(), refused < ATTEMPTS, "refused {refused} times");
    }
}

#[tokio::test]
async fn what_fails_otherwise_is_not_tried_again() {
    let mut tries = 0;
    let done: Result<()> = placing(async || {
        tries += 1;
        Err(Error::missing("file", "a.fits", []))
    })
    .await;
    assert!(done.is_err() && tries == 1);
}

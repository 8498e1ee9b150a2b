//! Where the feed of a tree is, for pages that look at what comes after what they were told.

use crate::{ServiceError, Services};
use domain::people::Principal;

impl Services {
    /// The position of the newest change of this person's tree: at most that of what is read
    /// after this, so that nothing is missed in between.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn feed_pos(&self, who: &Principal) -> Result<i64, ServiceError> {
        let mut tx = self.store.begin_read(who.scope).await?;
        let pos = store::feed::feed_pos(&mut tx).await?;
        tx.commit().await?;
        Ok(pos)
    }
}

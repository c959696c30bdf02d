//! The words that WordPress uses for kinds and states. The sets are open, since plugins add to
//! them: what is not known is kept as it is written.

/// Makes an enum of known words with `Other` for the rest.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $word:literal,)+ }
     default $default:ident $(, also $($alias:literal => $target:ident),+)?) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $name {
            $($(#[$variant_doc])* $variant,)+
            /// A word that is not known here.
            Other(String),
        }

        impl $name {
            /// The meaning of a word of the file.
            pub fn read(word: &str) -> Self {
                match word.trim() {
                    $($word => $name::$variant,)+
                    $($($alias => $name::$target,)+)?
                    other => $name::Other(other.to_owned()),
                }
            }

            /// The word as WordPress writes it.
            pub fn as_str(&self) -> &str {
                match self {
                    $($name::$variant => $word,)+
                    $name::Other(word) => word,
                }
            }
        }

        impl Default for $name {
            fn default() -> Self {
                $name::$default
            }
        }
    };
}

words! {
    /// What an item is.
    PostKind {
        /// An article.
        Post = "post",
        /// A page.
        Page = "page",
        /// A file.
        Attachment = "attachment",
        /// An entry of a menu.
        NavMenuItem = "nav_menu_item",
        /// An earlier version of another item.
        Revision = "revision",
        /// A block that posts refer to.
        Block = "wp_block",
        /// Nothing said.
        Unsaid = "",
    }
    default Unsaid
}

words! {
    /// The state of an item.
    PostStatus {
        /// Public, unless it has a password.
        Publish = "publish",
        /// To be public at its date.
        Future = "future",
        /// Being written.
        Draft = "draft",
        /// Waiting for an editor.
        Pending = "pending",
        /// For signed-in editors only.
        Private = "private",
        /// Thrown away.
        Trash = "trash",
        /// A draft that nobody has saved.
        AutoDraft = "auto-draft",
        /// As the parent is: attachments and revisions.
        Inherit = "inherit",
        /// Nothing said.
        Unsaid = "",
    }
    default Unsaid
}

words! {
    /// Whether comments or pings are taken.
    Switch {
        /// They are.
        Open = "open",
        /// They are not.
        Closed = "closed",
        /// Nothing said.
        Unsaid = "",
    }
    default Unsaid
}

words! {
    /// Whether an editor let a comment pass.
    Approval {
        /// Public.
        Approved = "1",
        /// Waiting for an editor.
        Pending = "0",
        /// Spam.
        Spam = "spam",
        /// Thrown away.
        Trash = "trash",
        /// Thrown away with its post.
        PostTrashed = "post-trashed",
        /// Nothing said.
        Unsaid = "",
    }
    default Unsaid, also "approve" => Approved, "approved" => Approved, "hold" => Pending
}

words! {
    /// What a comment is.
    CommentKind {
        /// A reader's comment.
        Comment = "comment",
        /// The notice that another site links here.
        Pingback = "pingback",
        /// The older form of that notice.
        Trackback = "trackback",
    }
    default Comment, also "" => Comment
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_words_have_a_meaning_and_others_stay() {
        assert_eq!(PostStatus::read(" publish\n"), PostStatus::Publish);
        let odd = PostStatus::read("dp-rewrite-republish");
        assert_eq!(odd.as_str(), "dp-rewrite-republish");
        assert_eq!(CommentKind::read(""), CommentKind::Comment);
        assert_eq!(Approval::read("approved").as_str(), "1");
        assert_eq!(PostKind::read("").as_str(), "");
    }
}

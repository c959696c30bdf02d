//! The one table of rights: what each role may do, and what an API key may be given. Handlers name a
//! right in their arguments; the OpenAPI document names it in each operation's `security`.

use serde::{Deserialize, Serialize};

/// What a user is in the newsroom.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(example = "editor")]
pub enum Role {
    /// Everything, users and keys too.
    Admin,
    /// Everything editorial.
    Editor,
    /// Own articles, which they may publish.
    Author,
    /// Own drafts, which they hand in for review.
    Contributor,
}

impl Role {
    /// Every role, the mightiest first.
    pub const ALL: [Self; 4] = [Self::Admin, Self::Editor, Self::Author, Self::Contributor];

    /// Its name in the database and on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Admin => "admin",
            Self::Editor => "editor",
            Self::Author => "author",
            Self::Contributor => "contributor",
        }
    }

    /// The role of a name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == name)
    }
}

/// How far a right reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Nothing.
    None,
    /// What is one's own.
    Own,
    /// Everything.
    All,
}

/// A right.
#[derive(Debug, Clone, Copy)]
pub struct Right {
    /// Its name, which is the scope of an API key too.
    pub name: &'static str,
    /// What it allows, in a sentence.
    pub allows: &'static str,
    /// How far it reaches, by role in the order of [`Role::ALL`].
    pub roles: [Reach; 4],
    /// Whether an API key may be given it.
    pub for_keys: bool,
}

impl Right {
    /// How far it reaches for a role.
    pub fn reach(&self, role: Role) -> Reach {
        Role::ALL.iter().zip(self.roles).find(|(known, _)| **known == role).map_or(Reach::None, |(_, reach)| reach)
    }
}

/// A right as a type, so that a handler can ask for it by its signature.
pub trait Permission: 'static {
    /// The row of the table.
    const RIGHT: Right;
}

macro_rules! rights {
    ($($name:ident = $scope:literal $allows:literal [$admin:ident $editor:ident $author:ident $contributor:ident] $key:ident;)*) => {
        $(
            #[doc = $allows]
            #[derive(Debug, Clone, Copy)]
            pub struct $name;

            impl Permission for $name {
                const RIGHT: Right = Right {
                    name: $scope,
                    allows: $allows,
                    roles: [Reach::$admin, Reach::$editor, Reach::$author, Reach::$contributor],
                    for_keys: rights!(@ $key),
                };
            }
        )*

        /// Every right, in the order of the table.
        pub const RIGHTS: &[Right] = &[$($name::RIGHT,)*];
    };
    (@ key) => { true };
    (@ people) => { false };
}

rights! {
    OwnAccount = "account:own" "See and end one's own sessions, change one's own password." [All All All All] people;
    ReadArticles = "articles:read" "Read articles of any status, their revisions and drafts." [All All Own Own] key;
    WriteArticles = "articles:write" "Make articles, change and trash them, hand them in." [All All Own Own] key;
    PublishArticles = "articles:publish" "Publish, schedule, unpublish and archive articles, correct what is published." [All All Own None] key;
    EditArticles = "articles:edit" "Send articles back to their writers." [All All None None] key;
    DeleteArticles = "articles:delete" "Delete articles for good." [All All None None] key;
    ReadComments = "comments:read" "Read comments of any status, with what is known of their writers." [All All Own None] key;
    WriteComments = "comments:write" "Approve, hold, mark as spam, trash and restore comments, and answer them." [All All Own None] key;
    EditComments = "comments:edit" "Change the words of comments, and delete them for good." [All All None None] key;
    ReadRedirects = "redirects:read" "Read redirects." [All All None None] key;
    WriteRedirects = "redirects:write" "Make, change and remove redirects." [All All None None] key;
    ReadFiles = "files:read" "Read the publisher's own files." [All All None None] key;
    WriteFiles = "files:write" "Write and remove the publisher's own files, such as ads.txt." [All None None None] key;
    ManageImports = "imports:manage" "Start imports, see how they go, and end them." [All None None None] people;
    ReadAuthors = "authors:read" "Read authors with what only the newsroom knows of them." [All All None None] key;
    WriteAuthors = "authors:write" "Make, change, merge and delete authors." [All All None None] key;
    ReadCategories = "categories:read" "Read categories as they are stored." [All All None None] key;
    WriteCategories = "categories:write" "Make, change, move, merge and delete categories, pin stories on them." [All All None None] key;
    ReadTags = "tags:read" "Read tags as they are stored." [All All None None] key;
    WriteTags = "tags:write" "Make, change, merge and delete tags." [All All None None] key;
    ReadPages = "pages:read" "Read pages of any status." [All All None None] key;
    WritePages = "pages:write" "Make, change, publish and delete pages." [All All None None] key;
    ReadMenus = "menus:read" "Read menus with all that they point at." [All All None None] key;
    WriteMenus = "menus:write" "Save and delete menus." [All All None None] key;
    ReadHome = "home:read" "Read the blocks of the front page." [All All None None] key;
    WriteHome = "home:write" "Save the blocks of the front page." [All All None None] key;
    ReadSite = "site:read" "Read the site's settings." [All All None None] key;
    WriteSite = "site:write" "Change the site's settings." [All None None None] key;
    ManageUsers = "users:manage" "Make, change and remove users." [All None None None] people;
    ManageKeys = "keys:manage" "Make and revoke API keys." [All None None None] people;
    ManageWebhooks = "webhooks:manage" "Make, change and test webhooks, see their deliveries." [All None None None] people;
    ReadAudit = "audit:read" "Read the audit log." [All None None None] people;
}

/// The right that an API key's scope names; none where it names none, or one that no key may have.
pub fn scope(name: &str) -> Option<&'static Right> {
    RIGHTS.iter().find(|right| right.for_keys && right.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_a_greater_role_reaches_as_far() {
        for (n, right) in RIGHTS.iter().enumerate() {
            assert!(RIGHTS[..n].iter().all(|other| other.name != right.name), "{}", right.name);
            let far = right.roles.map(|reach| reach as u8);
            assert!(far.windows(2).all(|two| two[0] >= two[1]), "{}", right.name);
        }
    }

    #[test]
    fn threat_20_no_key_can_make_users_keys_or_webhooks() {
        for name in ["users:manage", "keys:manage", "webhooks:manage", "audit:read", "account:own"] {
            assert!(RIGHTS.iter().any(|right| right.name == name) && scope(name).is_none(), "{name}");
        }
        assert!(scope("articles:write").is_some() && scope("articles").is_none());
    }
}

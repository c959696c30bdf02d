//! Which namespace a prefix stands for, scope by scope.
//! `xml.rs` opens a scope at each start tag and closes it at the end tag.

use std::sync::Arc;

use super::attributes::RawAttribute;
use super::names::{shown, split};

const XML: &str = "http://www.w3.org/XML/1998/namespace";
const XMLNS: &str = "http://www.w3.org/2000/xmlns/";
/// The most declarations that may be in force at one place.
const MOST: usize = 256;

/// A name with its namespace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// The namespace's address; `None` outside every namespace.
    pub namespace: Option<Arc<str>>,
    /// The name without its prefix.
    pub local: String,
}

/// An attribute with its namespace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attribute {
    /// The name.
    pub name: Name,
    /// The value, references resolved.
    pub value: String,
}

struct Declaration {
    prefix: String,
    address: Option<Arc<str>>,
    depth: usize,
}

/// The declarations in force.
#[derive(Default)]
pub(super) struct Scopes {
    declarations: Vec<Declaration>,
    depth: usize,
}

impl Scopes {
    /// Opens the scope of a tag and gives its name and attributes their namespaces.
    pub(super) fn open(&mut self, name: &str, raw: Vec<RawAttribute<'_>>) -> Result<(Name, Vec<Attribute>), String> {
        self.depth += 1;
        let (declaring, plain): (Vec<_>, Vec<_>) = raw.into_iter().partition(is_declaration);
        for attribute in declaring {
            self.declare(attribute)?;
        }
        let (prefix, local) = split(name)?;
        let name = self.name(Some(prefix.unwrap_or_default()), local)?;
        let mut attributes: Vec<Attribute> = Vec::with_capacity(plain.len());
        for RawAttribute { prefix, local, value } in plain {
            let name = self.name(prefix, local)?;
            if attributes.iter().any(|other| other.name == name) {
                return Err(format!("the attribute \"{}\" stands twice", shown(local)));
            }
            attributes.push(Attribute { name, value });
        }
        Ok((name, attributes))
    }

    /// Closes the innermost scope.
    pub(super) fn close(&mut self) {
        while self.declarations.last().is_some_and(|declaration| declaration.depth == self.depth) {
            self.declarations.pop();
        }
        self.depth = self.depth.saturating_sub(1);
    }

    fn declare(&mut self, attribute: RawAttribute<'_>) -> Result<(), String> {
        let prefix = match attribute.prefix {
            Some(_) => attribute.local,
            None => "",
        };
        let address = attribute.value;
        let reserved = prefix == "xmlns"
            || address == XMLNS
            || (prefix == "xml") != (address == XML)
            || (address.is_empty() && !prefix.is_empty());
        if reserved {
            return Err(format!("the prefix \"{}\" cannot be declared so", shown(prefix)));
        }
        if self.declarations.len() == MOST {
            return Err(format!("more than {MOST} namespaces are declared"));
        }
        self.declarations.push(Declaration {
            prefix: prefix.to_owned(),
            address: (!address.is_empty()).then(|| address.into()),
            depth: self.depth,
        });
        Ok(())
    }

    /// `prefix` is `None` where no namespace applies, as for a plain attribute.
    fn name(&self, prefix: Option<&str>, local: &str) -> Result<Name, String> {
        let namespace = match prefix {
            None => None,
            Some("xml") => Some(XML.into()),
            Some(prefix) => self.address(prefix)?,
        };
        let local = local.to_owned();
        Ok(Name { namespace, local })
    }

    fn address(&self, prefix: &str) -> Result<Option<Arc<str>>, String> {
        let found = self.declarations.iter().rev().find(|d| d.prefix == prefix);
        match found {
            Some(declaration) => Ok(declaration.address.clone()),
            None if prefix.is_empty() => Ok(None),
            None => Err(format!("the namespace prefix \"{}\" is not declared", shown(prefix))),
        }
    }
}

fn is_declaration(attribute: &RawAttribute<'_>) -> bool {
    match attribute.prefix {
        Some(prefix) => prefix == "xmlns",
        None => attribute.local == "xmlns",
    }
}

#[cfg(test)]
mod tests {
    use super::super::attributes::parse;
    use super::*;

    fn open(scopes: &mut Scopes, tag: &str) -> Result<String, String> {
        let (name, attributes) = parse(tag).map_err(|(_, message)| message)?;
        let (name, _) = scopes.open(name, attributes)?;
        let namespace = name.namespace.as_deref().unwrap_or("-").to_owned();
        Ok(format!("{namespace} {}", name.local))
    }

    #[test]
    fn inner_declarations_end_with_their_element() {
        let mut scopes = Scopes::default();
        assert_eq!(open(&mut scopes, "a xmlns='u:1'").as_deref(), Ok("u:1 a"));
        assert_eq!(open(&mut scopes, "p:b xmlns:p='u:2'").as_deref(), Ok("u:2 b"));
        assert_eq!(open(&mut scopes, "c xmlns=''").as_deref(), Ok("- c"));
        scopes.close();
        scopes.close();
        assert_eq!(open(&mut scopes, "d").as_deref(), Ok("u:1 d"));
        scopes.close();
        assert!(open(&mut scopes, "p:e").is_err(), "p is out of scope");
    }

    #[test]
    fn the_same_attribute_by_two_prefixes_is_refused() {
        let mut scopes = Scopes::default();
        let tag = "a xmlns:p='u' xmlns:q='u' p:x='1' q:x='2'";
        assert!(open(&mut scopes, tag).is_err());
    }

    #[test]
    fn reserved_prefixes_stay_as_they_are() {
        for tag in
            ["a xmlns:xml='u'", "a xmlns:xmlns='u'", "a xmlns:p=''", "a xmlns:p='http://www.w3.org/XML/1998/namespace'"]
        {
            assert!(open(&mut Scopes::default(), tag).is_err(), "{tag}");
        }
        assert_eq!(open(&mut Scopes::default(), "a xml:lang='en'").as_deref(), Ok("- a"));
    }
}

//! The rules for new passwords: Entra's, except that any script may be used.

use vestibule_store::{Environment, Secret};

use crate::failure::{Refusal, code};
use crate::users::User;

/// Words that a person's password must not be made of.
#[derive(Debug, Default)]
pub(crate) struct PersonalWords {
    /// Parts of the names, four letters and longer: refused anywhere.
    names: Vec<String>,
    /// The organization's word from the domain: counts as one that everybody tries.
    organization: Option<String>,
}

impl PersonalWords {
    pub(crate) fn of(user: &User) -> Self {
        let (local, domain) = user.user_principal_name.split_once('@').unwrap_or_default();
        let sources = [user.given_name.as_deref(), user.surname.as_deref(), Some(local)];
        let names = sources
            .into_iter()
            .flatten()
            .flat_map(|name| name.split(|character: char| !character.is_alphanumeric()))
            .map(str::to_lowercase)
            .filter(|name| name.chars().count() >= SHORTEST_WORD)
            .collect();
        let organization = domain
            .split('.')
            .next()
            .map(str::to_lowercase)
            .filter(|name| name.chars().count() >= SHORTEST_WORD);
        Self { names, organization }
    }
}

/// Refuses a new password that breaks a rule: 120002, 120003 or 120018.
pub(crate) fn check_rules(password: &Secret<String>, words: &PersonalWords) -> Result<(), Refusal> {
    let password = password.expose();
    let length = password.chars().count();
    if length < SHORTEST || password.len() > super::LONGEST {
        let expected = format!(
            "{SHORTEST} to {} characters (octets, beyond ASCII)",
            super::LONGEST
        );
        return Err(
            Refusal::new(code::PASSWORD_TOO_WEAK, expected, &format!("{length} characters"))
                .with("rule", "length"),
        );
    }
    if password.chars().any(char::is_control) {
        let expected = "characters that a keyboard has";
        return Err(
            Refusal::new(code::PASSWORD_TOO_WEAK, expected, "a control character").with("rule", "character"),
        );
    }
    let classes = classes(password);
    if classes < 3 {
        let expected = "three of: small letters, capital letters, digits, symbols";
        return Err(
            Refusal::new(code::PASSWORD_TOO_WEAK, expected, &format!("{classes} of them"))
                .with("rule", "classes"),
        );
    }
    let plain = password.to_lowercase();
    let folded = folded(password);
    if words
        .names
        .iter()
        .any(|name| plain.contains(name) || folded.contains(name))
    {
        let expected = "a password without parts of the person's names";
        return Err(Refusal::new(code::PASSWORD_CONTAINS_NAME, expected, "a name").with("rule", "name"));
    }
    let points = points(&folded, words.organization.as_deref());
    if points < POINTS_NEEDED {
        let expected =
            format!("{POINTS_NEEDED} points: one for each common word, one for each other character");
        return Err(
            Refusal::new(code::PASSWORD_TOO_COMMON, expected, &format!("{points} points"))
                .with("rule", "common"),
        );
    }
    Ok(())
}

/// The password that was given, or else a generated one, which then is to be shown.
pub(crate) fn given_or_generated(
    given: Option<Secret<String>>,
    environment: &Environment,
) -> (Secret<String>, Option<Secret<String>>) {
    if let Some(password) = given {
        return (password, None);
    }
    let generated = generate(environment);
    (generated.clone(), Some(generated))
}

/// A random password of 19 characters that meets the rules and can be read aloud: four groups of four, no look-alikes.
pub fn generate(environment: &Environment) -> Secret<String> {
    loop {
        let characters: Vec<char> = std::iter::repeat_with(|| letter(environment)).take(16).collect();
        let groups: Vec<String> = characters.chunks(4).map(|group| group.iter().collect()).collect();
        let password = Secret::new(groups.join("-"));
        if check_rules(&password, &PersonalWords::default()).is_ok() && classes(password.expose()) == 4 {
            return password;
        }
    }
}

fn letter(environment: &Environment) -> char {
    const ALPHABET: &[u8] = b"abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    loop {
        let [octet] = environment.octets::<1>();
        // 224 is the largest multiple of the alphabet's 56 letters below 256: what lies above would favour some.
        if octet < 224
            && let Some(letter) = ALPHABET.get(usize::from(octet) % ALPHABET.len())
        {
            return char::from(*letter);
        }
    }
}

fn classes(password: &str) -> usize {
    let is_symbol = |character: char| !character.is_alphanumeric();
    let present = [
        password.chars().any(char::is_lowercase),
        password.chars().any(char::is_uppercase),
        password.chars().any(char::is_numeric),
        password.chars().any(is_symbol),
        // A letter of a script without cases counts as a class of its own.
        password.chars().any(|character| {
            character.is_alphabetic() && !character.is_lowercase() && !character.is_uppercase()
        }),
    ];
    present.into_iter().filter(|is_present| *is_present).count()
}

/// Lower case, with the figures that people write for letters.
fn folded(password: &str) -> String {
    password
        .to_lowercase()
        .chars()
        .map(|character| match character {
            '0' => 'o',
            '1' => 'l',
            '$' => 's',
            '@' => 'a',
            other => other,
        })
        .collect()
}

/// One point for each common word in it, one for each other character; a common word with one slip is worth one in all.
fn points(folded: &str, organization: Option<&str>) -> usize {
    let words = || COMMON_WORDS.iter().copied().chain(organization);
    if words().any(|word| is_within_one_edit(folded, word)) {
        return 1;
    }
    let mut rest = folded;
    let mut points = 0;
    while let Some(first) = rest.chars().next() {
        let word = words()
            .filter(|word| rest.starts_with(word))
            .max_by_key(|word| word.len());
        let taken = word.map_or(first.len_utf8(), str::len);
        rest = rest.get(taken..).unwrap_or_default();
        points += 1;
    }
    points
}

/// Whether one insertion, deletion or replacement at most makes one text of the other.
fn is_within_one_edit(one: &str, other: &str) -> bool {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let (short, long) = if one.len() <= other.len() {
        (&one, &other)
    } else {
        (&other, &one)
    };
    if long.len() - short.len() > 1 {
        return false;
    }
    let same_ahead = short.iter().zip(long).take_while(|(a, b)| a == b).count();
    let same_behind = short
        .iter()
        .rev()
        .zip(long.iter().rev())
        .take_while(|(a, b)| a == b)
        .count();
    same_ahead + same_behind + 1 >= long.len()
}

const SHORTEST: usize = 8;
const SHORTEST_WORD: usize = 4;
const POINTS_NEEDED: usize = 5;

/// What everybody tries, folded as [`folded`] does.
const COMMON_WORDS: &[&str] = &[
    "abcd",
    "abcdef",
    "admin",
    "administrator",
    "autumn",
    "baseball",
    "changeme",
    "computer",
    "dragon",
    "football",
    "geheim",
    "hallo",
    "hello",
    "herbst",
    "iloveyou",
    "internet",
    "letmein",
    "l2345",
    "l23456",
    "l234567",
    "l2345678",
    "l23456789",
    "login",
    "master",
    "monkey",
    "passwd",
    "password",
    "passwort",
    "princess",
    "qwert",
    "qwerty",
    "qwertyuiop",
    "qwertz",
    "schalke",
    "secret",
    "shadow",
    "sommer",
    "spring",
    "start",
    "summer",
    "sunshine",
    "superman",
    "test",
    "trustno",
    "user",
    "welcome",
    "willkommen",
    "winter",
    "zugang",
];

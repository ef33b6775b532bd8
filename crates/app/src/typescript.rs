//! The types of the page. `cargo xtask bindings` writes them; a test fails when they have drifted.

use std::any::TypeId;
use std::collections::{BTreeMap, BTreeSet};

use ts_rs::{Config, TS, TypeVisitor};

use crate::command::{self, Declared};
use crate::failure::Failure;
use crate::view::{DeskUpdate, DeskView, TranscriptView};

/// The whole of `ui/src/generated/desk.ts`: the views, and all they and the commands are made of.
pub fn declarations() -> String {
    let types = Types::of_the_page();
    let body: String = types.own.values().map(|declared| format!("\nexport {declared}\n")).collect();
    format!("{}{}{body}", header("views and settings"), imports(&body, &[("./protocol", types.foreign)]))
}

/// The whole of `ui/src/generated/commands.ts`: what the page may ask of the desk.
pub fn commands() -> String {
    let types = Types::of_the_page();
    let commands = command::declared(&mut Types::default());
    let mut body = String::from(
        "\n/** Every command by its name: its arguments, and its answer. */\nexport type Commands = {\n",
    );
    body.extend(commands.iter().map(signature));
    body.push_str(CALLS);
    body.extend(commands.iter().map(call));
    body.push_str("}\n");
    let imports =
        imports(&body, &[("./desk", types.own.into_keys().collect()), ("./protocol", types.foreign)]);
    format!("{}{imports}{body}", header("commands"))
}

const CALLS: &str = "};

export type CommandName = keyof Commands;

/** The commands as calls. A host says how one is carried out; what was refused rejects with its code. */
export abstract class DeskCommands {
  /** `bytes` travel beside the arguments. */
  protected abstract carryOut<Name extends CommandName>(
    name: Name,
    args: Commands[Name]['args'],
    bytes?: Uint8Array<ArrayBuffer>,
  ): Promise<Commands[Name]['answer']>;
";

/// The types found on the way, those of the protocol apart.
#[derive(Default)]
struct Types {
    seen: BTreeSet<TypeId>,
    /// Declarations by their names, as the order in which types are found is nobody's promise.
    own: BTreeMap<String, String>,
    foreign: BTreeSet<String>,
}

impl Types {
    fn of_the_page() -> Self {
        let mut types = Self::default();
        types.visit::<DeskView>();
        types.visit::<DeskUpdate>();
        types.visit::<TranscriptView>();
        types.visit::<Failure>();
        command::declared(&mut types);
        types
    }
}

impl TypeVisitor for Types {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        if !self.seen.insert(TypeId::of::<T>()) {
            return;
        }
        let cfg = Config::default();
        // What has no file of its own is built into the language, or made of what has one.
        if T::output_path().is_none() {
            T::visit_generics(self);
            T::visit_dependencies(self);
        } else if std::any::type_name::<T>().starts_with(env!("CARGO_CRATE_NAME")) {
            self.own.insert(T::ident(&cfg), T::decl(&cfg));
            T::visit_generics(self);
            T::visit_dependencies(self);
        } else {
            self.foreign.insert(T::ident(&cfg));
        }
    }
}

fn header(what: &str) -> String {
    format!(
        "// The {what} of the desk, written by `cargo xtask bindings` from crates/app. Change the Rust types, not this file.\n"
    )
}

/// The imports of what the text names, from each of these files.
fn imports(text: &str, files: &[(&str, BTreeSet<String>)]) -> String {
    let words: BTreeSet<&str> =
        text.split(|letter: char| !letter.is_alphanumeric() && letter != '_').collect();
    let import = |(file, types): &(&str, BTreeSet<String>)| {
        let named: Vec<&str> = types.iter().map(String::as_str).filter(|name| words.contains(name)).collect();
        format!("\nimport type {{ {} }} from '{file}';", named.join(", "))
    };
    files.iter().map(import).collect::<String>() + "\n"
}

fn signature(command: &Declared) -> String {
    let fields: Vec<String> = command.arguments.iter().map(|(name, ty)| format!("{name}: {ty}")).collect();
    let args = if fields.is_empty() { "object".to_owned() } else { format!("{{ {} }}", fields.join(", ")) };
    format!("  {}: {{ args: {args}, answer: {} }};\n", command.name, answer(command))
}

fn call(command: &Declared) -> String {
    let names: Vec<String> = command.arguments.iter().map(|(name, _)| camel(name)).collect();
    let parameters = names.iter().zip(&command.arguments).map(|(name, (_, ty))| format!("{name}: {ty}"));
    let bytes = command.bytes.map(|name| format!("{name}: Uint8Array<ArrayBuffer>"));
    let parameters: Vec<String> = parameters.chain(bytes).collect();
    let fields = names
        .iter()
        .zip(&command.arguments)
        .map(|(name, (field, _))| if name == field { name.clone() } else { format!("{field}: {name}") });
    let fields: Vec<String> = fields.collect();
    let args = if fields.is_empty() { "{}".to_owned() } else { format!("{{ {} }}", fields.join(", ")) };
    let bytes = command.bytes.map(|name| format!(", {name}")).unwrap_or_default();
    let docs: Vec<&str> = command.docs.iter().map(|line| line.trim()).collect();
    format!(
        "\n  /** {} */\n  {}({}): Promise<{}> {{\n    return this.carryOut('{}', {args}{bytes});\n  }}\n",
        docs.join(" "),
        camel(command.name),
        parameters.join(", "),
        answer(command),
        command.name,
    )
}

fn answer(command: &Declared) -> &str {
    // Rust's () is written as null, and nobody reads it.
    if command.answer == "null" { "void" } else { &command.answer }
}

/// `earlier_than` as TypeScript writes it: `earlierThan`.
fn camel(name: &str) -> String {
    let mut words = name.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |made, word| {
        let (head, tail) = word.split_at(word.len().min(1));
        made + &head.to_uppercase() + tail
    })
}

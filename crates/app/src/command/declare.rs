//! The macro behind the declarations in [`super`].

/// One request as a type: its arguments by name.
macro_rules! argument_type {
    ($(#[doc = $doc:literal])* $Type:ident { $($arg:ident: $ty:ty),* } $($bytes:ident)?) => {
        $(#[doc = $doc])*
        #[derive(Clone, Debug, Deserialize)]
        #[serde(deny_unknown_fields)]
        pub struct $Type {
            $(#[allow(missing_docs)] pub $arg: $ty,)*
            $(
                /// Travels beside the other arguments, as bytes.
                #[serde(skip)]
                pub $bytes: Blob,
            )?
        }
    };
}

/// Declares every request of the person once, in three groups:
///
/// - `desk`: commands of the page that the controller carries out,
/// - `shell`: commands of the page that the shell carries out,
/// - `inside`: what the tray, links and the shell ask the controller in the person's name; the page cannot.
///
/// Each is `name as Type { arguments } -> Answer;`, with `with bytes` before the arrow where bytes travel along.
/// From this come the argument types, [`PersonRequest`](super::PersonRequest) with typed replies, the traits that carry
/// the requests out, the dispatcher of the shell and the description that the TypeScript is written from.
macro_rules! declare {
    (
        desk { $(
            $(#[doc = $desk_doc:literal])*
            $desk:ident as $Desk:ident { $($desk_arg:ident: $desk_ty:ty),* $(,)? } $(with $desk_bytes:ident)? -> $DeskAnswer:ty;
        )* }
        shell { $(
            $(#[doc = $shell_doc:literal])*
            $shell:ident as $Shell:ident { $($shell_arg:ident: $shell_ty:ty),* $(,)? } -> $ShellAnswer:ty;
        )* }
        inside { $(
            $(#[doc = $inside_doc:literal])*
            $inside:ident as $Inside:ident { $($inside_arg:ident: $inside_ty:ty),* $(,)? } -> $InsideAnswer:ty;
        )* }
    ) => {
        $(argument_type! { $(#[doc = $desk_doc])* $Desk { $($desk_arg: $desk_ty),* } $($desk_bytes)? })*
        $(argument_type! { $(#[doc = $shell_doc])* $Shell { $($shell_arg: $shell_ty),* } })*
        $(argument_type! { $(#[doc = $inside_doc])* $Inside { $($inside_arg: $inside_ty),* } })*

        /// What the person asks of the controller, each with the way back for its answer.
        #[derive(Debug)]
        pub enum PersonRequest {
            $(#[allow(missing_docs)] $Desk($Desk, Reply<$DeskAnswer>),)*
            $(#[allow(missing_docs)] $Inside($Inside, Reply<$InsideAnswer>),)*
        }

        /// Carries out the person's requests: one method each.
        pub(crate) trait CarryOut {
            $(fn $desk(&mut self, request: $Desk) -> Result<$DeskAnswer, Failure>;)*
            $(fn $inside(&mut self, request: $Inside) -> Result<$InsideAnswer, Failure>;)*
        }

        impl PersonRequest {
            /// Carries the request out and answers it.
            pub(crate) fn route(self, to: &mut impl CarryOut) {
                match self {
                    $(Self::$Desk(request, reply) => reply.give(to.$desk(request)),)*
                    $(Self::$Inside(request, reply) => reply.give(to.$inside(request)),)*
                }
            }

            /// Answers without carrying it out.
            pub(crate) fn refuse(self, failure: Failure) {
                match self {
                    $(Self::$Desk(_, reply) => reply.give(Err(failure)),)*
                    $(Self::$Inside(_, reply) => reply.give(Err(failure)),)*
                }
            }
        }

        $(impl Ask for $Desk {
            type Answer = $DeskAnswer;
            fn with(self, reply: Reply<$DeskAnswer>) -> Request {
                Request::Person(PersonRequest::$Desk(self, reply))
            }
        })*

        $(impl Ask for $Inside {
            type Answer = $InsideAnswer;
            fn with(self, reply: Reply<$InsideAnswer>) -> Request {
                Request::Person(PersonRequest::$Inside(self, reply))
            }
        })*

        $(impl $Desk {
            /// The command's name.
            pub const NAME: &'static str = stringify!($desk);
        })*

        /// The commands that only the shell can carry out: one method each.
        pub trait Shell: Send + Sync {
            $(
                $(#[doc = $shell_doc])*
                fn $shell(&self, request: $Shell) -> impl Future<Output = Result<$ShellAnswer, Failure>> + Send;
            )*

            /// Has the controller carry out one of its own.
            fn ask<A: Ask>(&self, request: A) -> impl Future<Output = Result<A::Answer, Failure>> + Send;
        }

        /// A shell that can do nothing of its own.
        #[cfg(test)]
        impl Shell for tests::Asked {
            $(async fn $shell(&self, _: $Shell) -> Result<$ShellAnswer, Failure> {
                Err(FailureCode::NoStorage.into())
            })*

            async fn ask<A: Ask>(&self, request: A) -> Result<A::Answer, Failure> {
                self.controller(request).await
            }
        }

        /// Carries out the command of this name for the page. Fails with [`FailureCode::Malformed`] where the name or
        /// the arguments are none of the declared ones.
        pub async fn dispatch(call: Call, shell: &impl Shell) -> Result<Body, Failure> {
            $(if call.name == $Desk::NAME {
                #[allow(unused_mut, reason = "only some take bytes")]
                let mut request: $Desk = arguments(call.arguments)?;
                $(request.$desk_bytes = Blob(call.bytes);)?
                return shell.ask(request).await?.into_body();
            })*
            $(if call.name == stringify!($shell) {
                return shell.$shell(arguments(call.arguments)?).await?.into_body();
            })*
            Err(FailureCode::Malformed.into())
        }

        /// All commands of the page, for the generated TypeScript.
        pub(crate) fn declared(types: &mut impl TypeVisitor) -> Vec<Declared> {
            let cfg = Config::default();
            $($(visit::<$desk_ty>(types);)* visit::<$DeskAnswer>(types);)*
            $($(visit::<$shell_ty>(types);)* visit::<$ShellAnswer>(types);)*
            vec![
                $(Declared {
                    name: stringify!($desk),
                    docs: &[$($desk_doc),*],
                    arguments: vec![$((stringify!($desk_arg), <$desk_ty as TS>::name(&cfg))),*],
                    bytes: [$(stringify!($desk_bytes))?].first().copied(),
                    answer: <$DeskAnswer as TS>::name(&cfg),
                },)*
                $(Declared {
                    name: stringify!($shell),
                    docs: &[$($shell_doc),*],
                    arguments: vec![$((stringify!($shell_arg), <$shell_ty as TS>::name(&cfg))),*],
                    bytes: None,
                    answer: <$ShellAnswer as TS>::name(&cfg),
                },)*
            ]
        }
    };
}

pub(super) use {argument_type, declare};

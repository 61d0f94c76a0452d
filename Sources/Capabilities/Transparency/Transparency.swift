/// What the public sees: the rules by which numbers are published.
///
/// Rules only, as yet: no page, no command and no data of its own, so that there is nothing here to open.
enum Transparency {}

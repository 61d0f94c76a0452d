/// Which uses of data and tools are allowed, on whose advice, and what stops them.
///
/// Rules only, as yet: no page, no command and no data of its own, so that there is nothing here to open.
enum Ethics {}

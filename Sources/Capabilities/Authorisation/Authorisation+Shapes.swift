import CapabilityKit

extension Authorisation {
    static let ownNote = RouteNote("One's own authorities, and those of others that wait for one's decision")
    static let overviewNote = RouteNote("Everybody's authorities, for those who watch over them")
}

extension Authorisation.GrantsReply: Shaped {
    static let shape: Shape = .object([
        .entry, .at,
        .init("outstanding", .whole(), "How many are not yet settled"),
        .init("overdue", .whole(), "How many were not settled in time"),
        .init("grants", .list(Grant.shape), "Each authority"),
        .perhaps("waiting", .list(Grant.shape), "Others' that wait for the caller's decision"),
    ])
}

extension Authorisation.GrantsReply.Grant: Shaped {
    static let shape: Shape = .object([
        .init("entry", .whole(), "Entry of the log that began it, and its name"),
        .init("kind", .text, "Kind of authority: `emergency`"),
        .init("code", .text, "What it opens, as the force's rules name it"),
        .init("officer", .text, "Number of the officer it is for"),
        .init("purpose", .text, "Code of the purpose"),
        .init("reference", .text, "Incident or operation"),
        .init("words", .text, "Why it was asked for"),
        .init("authoriser", .text, "Who gives it, or is said to have given it"),
        .init("rank", .text, "Their rank"),
        .init("began", .moment, "When it was asked for"),
        .perhaps("ends", .moment, "When it ends"),
        .perhaps("due", .moment, "When it must be justified or confirmed"),
        .perhaps("settled", .moment, "When that was done"),
        .perhaps("settledBy", .text, "By whom"),
        .perhaps("settledWords", .text, "With which words"),
        .perhaps("escalated", .moment, "When it was passed on for not being settled"),
        .init("inForce", .flag, "Whether it opens anything now"),
        .init("state", .text, "The same in words"),
    ])
}

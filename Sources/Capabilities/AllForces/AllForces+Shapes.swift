import CapabilityKit

extension AllForces {
    static let nationNote = RouteNote("How each force stands: whether it has a node, and how it last answered")
}

extension AllForces.Reply: Shaped {
    static let shape: Shape = .object([.entry, .at, .init("forces", .list(Line.shape), "Every force of the roster")])
}

extension AllForces.Reply.Line: Shaped {
    static let shape: Shape = .object([
        .init("force", .text, "Code of the force: `13`"),
        .init("name", .text, "Its short name"),
        .init("isConnected", .flag, "Whether it has a node that this one may ask"),
        .perhaps(
            "state",
            .choice(["answers", "not_permitted", "ask_owner", "timed_out", "down", "not_asked"]),
            "How it last answered; left out where it was not asked since this node started"
        ),
        .init("words", .text, "The same in words"),
        .perhaps("heardAt", .moment, "When it last answered"),
        .init("alarms", .whole(), "How often it and this node have contradicted one another"),
    ])
}

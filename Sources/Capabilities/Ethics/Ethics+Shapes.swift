import CapabilityKit

extension Ethics {
    static let registerNote = RouteNote("What may run at this force today, and every use in the register")
    static let useNote = RouteNote(
        "A use with everything that is said of it, or what a room runs by",
        asks: [.path("use", "The number of a use, such as U-1, or the short name of a room")],
        faults: [.ethicsNoUse]
    )
    static let panelNote = RouteNote("The ethics panel: its members, and everything it has said")
}

extension Ethics.RegisterReply: Shaped {
    static let shape: Shape = .object([
        .entry, .at,
        .init("force", .text, "Code of the force whose register it is"),
        .init("rooms", .list(Ethics.RoomLine.shape), "Each room of the node"),
        .init("uses", .list(Ethics.UseLine.shape), "Each use, refused ones too"),
    ])
}

extension Ethics.RoomLine: Shaped {
    static let shape: Shape = .object([
        .init("room", .text, "Short name of the room"),
        .init("runs", .flag, "Whether it may run today"),
        .init("codes", .list(.text), "Reasons against, as codes: `use.expired`"),
        .init("reasons", .list(.text), "The same in words"),
        .init("basis", .list(.text), "What each approval rests on: `advice`, `setUp`, `demonstration`"),
        .init("until", .list(.text), "Last day of each approval"),
        .init("cardUntil", .text, "Last day of the room's card"),
    ])
}

extension Ethics.UseLine: Shaped {
    static let shape: Shape = .object([
        .init("number", .text, "Number in the register: `U-1`"),
        .init("title", .text, "What it is used for"),
        .init("room", .text, "Room in which it runs"),
        .init("stage", .text, "`engage`, `evolve` or `embed`"),
        .perhaps("advice", .text, "What the panel last advised: `reject`"),
        .perhaps("approvedUntil", .text, "Last day of its approval"),
        .perhaps("suspendedOn", .text, "Day on which it was suspended"),
        .init("gaps", .list(.text), "What is missing for the gate of its stage"),
    ])
}

extension Ethics.UseReply: Shaped {
    static let shape: Shape = .object([
        .entry, .at,
        .init("room", Ethics.RoomLine.shape, "The room, and whether it may run"),
        .perhaps("use", Ethics.UseLine.shape, "The use; not there for a room"),
        .init("parts", .table(.table(.text)), "What is filled in, by part and field"),
        .init("measured", .list(Figures.shape), "What was counted, oldest first"),
        .init("history", .list(Step.shape), "Everything that was done to it, oldest first"),
    ])
}

extension Ethics.UseReply.Figures: Shaped {
    static let shape: Shape = .object([
        .init("entry", .whole(), "Entry of the log that wrote it down"),
        .init("on", .text, "Day of that entry"),
        .init("groups", .list(Ethics.UseReply.Group.shape), "Outcomes by group of people"),
        .init("judgements", .whole(), "Judgements counted"),
        .init("overrides", .whole(), "Judgements that decided otherwise"),
        .perhaps("medianSeconds", .whole(), "How long something was looked at, in the middle"),
        .init("uses", .whole(), "How often it was used"),
    ])
}

extension Ethics.UseReply.Group: Shaped {
    static let shape: Shape = .object([
        .init("group", .text, "The group"),
        .init("truePositives", .whole(), "It said yes, and it was so"),
        .init("falsePositives", .whole(), "It said yes, and it was not so"),
        .init("falseNegatives", .whole(), "It said no, and it was so"),
        .init("trueNegatives", .whole(), "It said no, and it was not so"),
        .init("ratios", .list(Ethics.UseReply.Ratio.shape), "Computed from these counts"),
    ])
}

extension Ethics.UseReply.Ratio: Shaped {
    static let shape: Shape = .object([
        .init("name", .text, "What it is: `false alarms`"),
        .init("of", .text, "What the denominator counts"),
        .perhaps("numerator", .whole(), "Upper number; not there without cases"),
        .perhaps("denominator", .whole(), "Lower number"),
        .perhaps("percent", .text, "The ratio in hundredths"),
    ])
}

extension Ethics.UseReply.Step: Shaped {
    static let shape: Shape = .object([
        .init("entry", .whole(), "Entry of the log"),
        .init("at", .moment, "When"),
        .init("officer", .text, "Number of who did it"),
        .init("words", .text, "What was done"),
    ])
}

extension Ethics.RecordReply: Shaped {
    static let shape: Shape = .object([
        .entry, .at,
        .init("quorum", .whole(), "Fewest members for advice"),
        .init("sealsHold", .flag, "Whether every seal is the one that the entries give"),
        .init("members", .list(Member.shape), "Who sits on it, with each term"),
        .init("record", .list(Said.shape), "Everything it has said, and replies, oldest first"),
    ])
}

extension Ethics.RecordReply.Member: Shaped {
    static let shape: Shape = .object([
        .init("number", .text, "The member's number"),
        .init("name", .text, "Their name"),
        .init("isLay", .flag, "Neither of a force nor of whoever sells to one"),
        .init("from", .text, "First day of the term"),
        .init("until", .text, "Last day of the term"),
        .init("interests", .list(.text), "Uses and suppliers in which they declared an interest"),
    ])
}

extension Ethics.RecordReply.Said: Shaped {
    static let shape: Shape = .object([
        .init("place", .whole(), "Place in the record, from 0"),
        .init("entry", .whole(), "Entry of the log that published it"),
        .init("seal", .text, "SHA-256 over it and the seal before"),
        .init("what", .choice(["advice", "reply", "correction"]), "What it is"),
        .perhaps("use", .text, "The use it is about"),
        .perhaps("about", .whole(), "Place of what is replied to or corrected"),
        .perhaps("kind", .text, "What is advised, or replied"),
        .perhaps("on", .text, "The day"),
        .init("words", .text, "The reasons"),
    ])
}

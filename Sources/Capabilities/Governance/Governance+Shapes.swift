import CapabilityKit

extension Governance {
    static let whatIfNote = RouteNote(
        "What a set of forces can carry or stop under one class of the voting rules",
        asks: [
            rule, .value("f", .table(.choice(["on"])), "Forces that are for it, each as `f` and its code: `f13=on`"),
        ],
        faults: [.governanceClassUnknown, .governanceForceUnknown]
    )
    static let powerNote = RouteNote(
        "How much each force's vote decides under one class of the voting rules",
        asks: [rule],
        faults: [.governanceClassUnknown]
    )

    private static let rule = RouteNote.Parameter.value(
        "class",
        .text,
        "Class of the voting rules: `A`, the default, `B` or `C`"
    )
}

extension GovernanceRule: Shaped {
    static let shape: Shape = .object([
        .init("code", .text, "Class: `A`"),
        .init("title", .text, "Its title"),
        .init("membersPercent", .whole(), "Part of the members that must be for it, in hundredths"),
        .init("populationPercent", .whole(), "Part of the people they must stand for, in hundredths"),
        .init("blockingMembersMin", .whole(), "Fewer members than this cannot stop what lacks only people"),
        .init("regionsMin", .whole(), "Fewest regions with a force that is for it"),
        .init("quorum", .whole(), "Fewest forces that must have voted"),
        .init("also", .list(.text), "What a vote alone does not settle"),
        .init("source", .text, "Where the figures come from"),
        .perhaps("bodies", .text, "`majority` where most local policing bodies must be for it as well"),
        .perhaps("needs", .list(.text), "What must be published before the vote opens: `plan`, `opinion`"),
    ])
}

extension Governance.WhatIfReply: Shaped {
    static let shape: Shape = .object([
        .entry,
        .init("rule", GovernanceRule.shape, "The class"),
        .init("ruleSource", .text, "Where the classes come from"),
        .init("legalLimit", .text, "What a vote cannot change"),
        .init("for", .list(.text), "Codes of the forces that are for it"),
        .init("members", .whole(), "How many they are"),
        .init("population", .whole(), "How many people they stand for"),
        .init("regions", .whole(), "In how many regions"),
        .init("carries", .flag, "Whether it is carried"),
        .init("blocks", .flag, "Whether those who are not for it can stop it"),
        .init("membersShort", .whole(), "Members that are lacking"),
        .init("populationShort", .whole(), "People that are lacking"),
        .init("regionsShort", .whole(), "Regions that are lacking"),
        .init("smallestMajority", .list(.text), "The fewest forces that carry it"),
        .init("smallestBlocking", .list(.text), "The fewest forces that stop it"),
    ])
}

extension Governance.PowerReply: Shaped {
    static let shape: Shape = .object([
        .entry,
        .init("rule", GovernanceRule.shape, "The class"),
        .init("carrying", .whole(), "Sets of forces that carry a proposal"),
        .init("members", .list(Line.shape), "Each force"),
    ])
}

extension Governance.PowerReply.Line: Shaped {
    static let shape: Shape = .object([
        .init("force", .text, "Code of the force"),
        .init("name", .text, "Its name"),
        .init("population", .whole(), "Resident people"),
        .init("decisive", .whole(), "Sets in which its vote decides"),
        .init("decisiveBySize", .list(.whole()), "The same by the size of the set, from 0"),
        .init("banzhaf", .number, "Its share of all decisive votes (Banzhaf)"),
        .init("penrose", .number, "The part of all sets in which it decides (Penrose)"),
        .init("shapleyShubik", .number, "The part of all orders in which it decides (Shapley and Shubik)"),
    ])
}

import Ledger
import Policy
import Vocabulary

/// The rules and keys of the simulated forces, made once: they do not depend on the seed.
enum NationRules {
    static let permission = Permission("search.find", "Search")
    static let purposes = PurposeList(purposes: [
        Purpose(code: "crime.investigate", title: "Investigate", isLawEnforcement: true, source: "simulation"),
        Purpose(code: "vetting", title: "Vetting", isLawEnforcement: false, source: "simulation"),
    ])

    /// Forces that permit all, that permit law enforcement, and that have something forbidden.
    static var all: [PolicySet] { get throws { try parsed.get() } }

    private static let parsed = Result {
        try [
            "permit (principal, action, resource);",
            "permit (principal, action, resource) when { context has purpose && context.purpose.isLawEnforcement };",
            """
            permit (principal, action, resource);
            @words("not for other forces' vetting")
            forbid (principal, action, resource) when { context has purpose && !context.purpose.isLawEnforcement };
            """,
        ].map { try PolicySet(parsing: $0) }
    }

    static func key(_ index: Int) throws -> SigningKey { try keys.get()[index] }

    private static let keys = Result {
        try (0..<43).map { try SigningKey(name: "f\($0).example", seed: [UInt8](repeating: UInt8($0), count: 32)) }
    }
}

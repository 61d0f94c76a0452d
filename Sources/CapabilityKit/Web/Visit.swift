import PageKit
import Vocabulary

/// One officer asking one thing of one room.
package struct Visit: Sendable {
    package var requester: Requester
    package var desk: Desk
    /// Values of the query string, the first of each name.
    package var query: [String: String]
    /// Values of the path: `{id}` in `/search/person/{id}`.
    package var path: [String: String]
    /// The map to draw places on, where the node has one.
    package var baseMap: BaseMap?
    /// The values of the form that was posted; none when a page is asked for.
    package var form: [String: String] = [:]
    /// The session's token, for the forms of a page.
    package var formToken = ""
    /// What the officer chose earlier in this session.
    package var choices: [String: String] = [:]
    /// Whether whoever asked is still signed in for the same purpose; for what goes on being shown.
    package var isStill: @Sendable () async -> Bool = { true }
    /// The number of the question, where its words stand in the session and not in the address.
    package var asked: String?

    package init(
        requester: Requester,
        desk: Desk,
        query: [String: String] = [:],
        path: [String: String] = [:],
        baseMap: BaseMap? = nil
    ) {
        self.requester = requester
        self.desk = desk
        self.query = query
        self.path = path
        self.baseMap = baseMap
    }

    /// An address that leads on from a question: with its number, or with its words where it came with them.
    package func asking(_ words: String, at address: Address) -> Address {
        asked.map { address.with("asked", $0) } ?? address.with("q", words)
    }

    /// A value of the path, or a fault when the address lacks it.
    package func pathValue(_ name: String) throws -> String {
        guard let value = path[name], !value.isEmpty else {
            throw Fault(.addressIncomplete, "the address lacks its `\(name)`", help: "go back and follow a link")
        }
        return value
    }

    /// A whole number of the query string within bounds, or the default when it is not given.
    package func number(_ name: String, in bounds: ClosedRange<Int>, default standard: Int) throws -> Int {
        guard let text = query[name], !text.isEmpty else { return standard }
        guard let number = Int(text), bounds.contains(number) else {
            throw Fault(
                .valueOutOfRange,
                "`\(name)` is `\(text)`",
                help: "give a whole number from \(bounds.lowerBound) to \(bounds.upperBound)"
            )
        }
        return number
    }
}

extension Fault.Code {
    /// Part of the address is missing.
    package static let addressIncomplete = Self("web.address_incomplete", status: 400)
    /// A value is outside what the address takes.
    package static let valueOutOfRange = Self("web.value_out_of_range", status: 400)
    /// Nobody is signed in, or no purpose is given yet.
    package static let signInNeeded = Self("web.sign_in_needed", status: 401)
}

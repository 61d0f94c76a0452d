import Synchronization
import Vocabulary

/// What a program must know of a route before it calls it: a route cannot be opened without one.
package struct RouteNote: Hashable, Sendable {
    /// What it answers, in one line.
    package var summary: String
    /// What is asked of the caller, in the address and in the query or form.
    package var asks: [Parameter]
    /// How it may fail beyond the ways in which every route may.
    package var faults: [Fault.Code]

    package init(_ summary: String, asks: [Parameter] = [], faults: [Fault.Code] = []) {
        self.summary = summary
        self.asks = asks
        self.faults = faults
    }

    /// One thing that is asked of the caller.
    package struct Parameter: Hashable, Sendable {
        package var name: String
        package var shape: Shape
        package var words: String
        /// Whether it is a part of the path: `{id}`.
        package var isInPath: Bool
        /// Whether there is no answer without it.
        package var isNeeded: Bool

        /// A part of the path.
        package static func path(_ name: String, _ words: String) -> Self {
            Self(name: name, shape: .text, words: words, isInPath: true, isNeeded: true)
        }

        /// A value of the query of a `GET`, or of the form of a `POST`.
        package static func value(_ name: String, _ shape: Shape, _ words: String, isNeeded: Bool = false) -> Self {
            Self(name: name, shape: shape, words: words, isInPath: false, isNeeded: isNeeded)
        }
    }
}

/// One route of the API as it was opened.
package struct APIRoute: Hashable, Sendable {
    /// The short name of its room.
    package var room: String
    /// The whole path: `/api/v1/search/person/{id}`.
    package var path: String
    package var note: RouteNote
    /// What a good answer looks like.
    package var reply: Shape
}

/// The routes of the API, written down as rooms open them.
package final class RouteCatalogue: Sendable {
    private let opened = Mutex<[APIRoute]>([])

    package init() {}

    /// What has been opened, in that order.
    package var routes: [APIRoute] { opened.withLock(\.self) }

    /// Writes a route down.
    package func add(_ route: APIRoute) { opened.withLock { $0.append(route) } }
}

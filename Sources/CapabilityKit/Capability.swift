import ArgumentParser
import PageKit
import Policy
import Store

/// A room of the building: one thing policing people do, whole, in one folder.
///
/// To open a room: make its folder under `Sources/Capabilities`, begin with the manifest that conforms to this
/// protocol, and add one line to `Sources/Node/Directory.swift`. Nothing else changes; `HouseRulesTests` says what
/// was forgotten.
package protocol Capability: Sendable {
    /// The short name used in addresses (`/search`), tables (`search_…`), permissions (`search.…`) and commands.
    static var name: String { get }

    /// The name on the door.
    static var title: String { get }

    /// One sentence: what this room is for and under what authority.
    static var purpose: String { get }

    /// The notice at the door: no capability without its card.
    static var card: CapabilityCard { get }

    /// Everything an officer might be allowed to do here.
    static var permissions: [Permission] { get }

    /// Every kind of act that this room writes into the ledger.
    static var acts: [Act] { get }

    /// The room's own tables, as steps that are never edited once released.
    static func migrate(_ plan: inout MigrationPlan)

    /// The room's addresses: pages under `/name`, JSON under `/api/v1/name`.
    static func routes(_ routes: Routes)

    /// What the room opens to machines, each with a credential of its own, under `/machine/v1/name`.
    static func machines(_ routes: MachineRoutes)

    /// The verbs this room adds to the command line: `reeve import`.
    static var commands: [any AsyncParsableCommand.Type] { get }

    /// The room's place in the rail at the left of every page, or `nil` for a room without pages of its own.
    static var railItem: RailItem? { get }
}

extension Capability {
    package static func migrate(_ plan: inout MigrationPlan) {}
    package static func routes(_ routes: Routes) {}
    package static func machines(_ routes: MachineRoutes) {}
    package static var commands: [any AsyncParsableCommand.Type] { [] }
    package static var railItem: RailItem? { nil }
}

/// A room's entry in the rail: its word and its icon.
///
/// It leads to the room's own address.
package struct RailItem: Hashable, Sendable {
    package var title: String
    package var icon: Icon
    /// Where it stands: lower numbers first, what is most used at the top.
    package var place: Int

    package init(title: String, icon: Icon, place: Int = 50) {
        self.title = title
        self.icon = icon
        self.place = place
    }
}

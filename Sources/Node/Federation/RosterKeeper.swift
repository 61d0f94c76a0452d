import Federation
import Foundation
import Ledger
import Synchronization
import Vocabulary

/// The signed roster as a node has accepted it: the source of other nodes' addresses and keys.
///
/// A version is offered as the file `roster.note` of the node's folder. One that enough signers have signed and that is newer
/// than what was accepted is kept, and is in force from its first day; any other changes nothing.
package final class RosterKeeper: Sendable {
    private struct State {
        var shelf: RosterShelf
        /// The file as it was last taken up or refused.
        var offered: Data?
        /// Why it was refused.
        var refused: Fault?
        var view: View?
    }

    /// What follows from a version on a day.
    private struct View {
        var version: Int
        var day: CalendarDate
        var book: PeerBook
        var keys: [MessageKey]
    }

    /// Who may sign, and how many of them must.
    package let root: RosterRoot
    private let folder: NodeFolder
    private let state: Mutex<State>

    /// The newest version in the folder, where the root does not prove it: it is not believed, and nothing older either.
    private let setAside: (version: Int, why: Fault)?

    /// What was accepted before, of the versions in the folder; `nil` where the node has no root to prove a roster by.
    ///
    /// Where the newest of them is damaged, or was signed by people whom another root named, none is in force: an older
    /// one would be a step back. ``problem(at:)`` says so until a newer one is accepted.
    ///
    /// - Throws: `roster.malformed` when the root cannot be read, `roster.forked`.
    package static func open(_ folder: NodeFolder) throws -> RosterKeeper? {
        guard let root = FileManager.default.contents(atPath: folder.rosterRoot) else { return nil }
        return try RosterKeeper(folder, root: try RosterRoot(json: Array(root)))
    }

    private init(_ folder: NodeFolder, root: RosterRoot) throws {
        self.root = root
        self.folder = folder
        var kept: [SignedRoster] = []
        var unproved: [Int: Fault] = [:]
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.rosters)) ?? []
        for name in names where name.hasSuffix(".note") {
            guard let number = Int(name.dropLast(5)) else { continue }
            let note = FileManager.default.contents(atPath: "\(folder.rosters)/\(name)").map { Array($0) } ?? []
            // Where the root is of another roster, the numbers of that one begin again.
            if let read = Self.unproved(note), read.name != root.name { continue }
            do {
                let roster = try SignedRoster(parsing: note, root: root)
                guard roster.version == number else {
                    throw Fault(.rosterMalformed, "`\(name)` holds version \(roster.version) of the roster")
                }
                kept.append(roster)
            } catch {
                unproved[number] = Self.fault(error)
            }
        }
        setAside = unproved.max { $0.key < $1.key }.flatMap { newest in
            newest.key > kept.map(\.version).max() ?? 0 ? (newest.key, newest.value) : nil
        }
        state = Mutex(State(shelf: try RosterShelf(kept: setAside == nil ? kept : [])))
    }

    private static func unproved(_ note: [UInt8]) -> SignedRoster? {
        (try? SignedNote(parsing: note)).flatMap { try? SignedRoster(unproved: $0) }
    }

    private static func fault(_ error: any Error) -> Fault {
        error as? Fault ?? Fault(.rosterMalformed, "the roster cannot be read", cause: error)
    }

    /// Looks whether another version is offered, and takes it up.
    ///
    /// - Returns: the version, where a new one was accepted.
    /// - Throws: as ``accept(_:at:)`` does, once for each file that is offered; at each look when it cannot be kept.
    package func look(at moment: Timestamp) throws -> Int? {
        guard let note = FileManager.default.contents(atPath: folder.roster) else { return nil }
        guard state.withLock({ $0.offered != note }) else { return nil }
        do {
            let version = try accept(Array(note), at: moment)
            state.withLock { ($0.offered, $0.refused) = (note, nil) }
            return version
        } catch {
            let fault = Self.fault(error)
            state.withLock { state in
                state.refused = fault
                // What could not be written may be written later; what is no newer roster stays none.
                if fault.code != .folderUnusable { state.offered = note }
            }
            throw fault
        }
    }

    /// What of the roster somebody has to see to, as an alarm of the node's health; `nil` when all is well.
    package func problem(at moment: Timestamp) -> Fault? {
        state.withLock { state in
            do {
                if let setAside, state.shelf.accepted.isEmpty {
                    throw Fault(
                        .rosterUnproved,
                        "version \(setAside.version) of the roster, accepted before, is not proved by the root now: "
                            + setAside.why.message,
                        help: "offer a newer version, signed by those whom the root names"
                    )
                }
                _ = try state.shelf.current(on: moment.date)
                guard let refused = state.refused else { return nil }
                return Fault(refused.code, "the roster that is offered is refused: \(refused.message)")
            } catch {
                let fault = Self.fault(error)
                return Fault(
                    fault.code,
                    "no signed roster is in force, and no other force is asked or answered: \(fault.message)",
                    help: fault.help ?? "offer one that is in force: reeve node roster"
                )
            }
        }
    }

    /// Accepts a version and keeps it for the time after a restart.
    ///
    /// - Returns: its number; `nil` where it was accepted before.
    /// - Throws: `roster.unproved`, `roster.older`, `roster.forked`, `roster.not_in_force`; what was accepted stays.
    @discardableResult
    package func accept(_ note: [UInt8], at moment: Timestamp) throws -> Int? {
        let roster = try SignedRoster(parsing: note, root: root)
        return try state.withLock { state in
            if let setAside, state.shelf.accepted.isEmpty, roster.version <= setAside.version {
                throw Fault(
                    .rosterOlder,
                    "version \(roster.version) of the roster is no newer than version \(setAside.version), which was "
                        + "accepted before",
                    help: "sign one with a higher number"
                )
            }
            var shelf = state.shelf
            let before = shelf.accepted.last?.version
            try shelf.accept(roster, on: moment.date)
            guard shelf.accepted.last?.version != before else { return nil }
            try NodeFolder(path: folder.rosters).make()
            let file = "\(folder.rosters)/\(roster.version).note"
            do {
                try Data(note).write(to: URL(filePath: file), options: .atomic)
            } catch {
                throw Fault(.folderUnusable, "the roster cannot be kept as `\(file)`", cause: error)
            }
            state.shelf = shelf
            state.view = nil
            return roster.version
        }
    }

    /// The version in force at a moment; `nil` where there is none, or the last has expired.
    package func current(at moment: Timestamp) -> SignedRoster? {
        state.withLock { try? $0.shelf.current(on: moment.date) }
    }

    /// The version that was accepted last, whether it has begun or not.
    package var newest: SignedRoster? { state.withLock { $0.shelf.accepted.last } }

    /// The nodes of the forces in being; nobody where no roster is in force.
    package func book(at moment: Timestamp) -> PeerBook { view(at: moment)?.book ?? PeerBook() }

    /// The keys that they sign with.
    package func keys(at moment: Timestamp) -> [MessageKey] { view(at: moment)?.keys ?? [] }

    private func view(at moment: Timestamp) -> View? {
        state.withLock { state in
            let day = moment.date
            guard let signed = try? state.shelf.current(on: day) else { return nil }
            if let view = state.view, view.version == signed.version, view.day == day { return view }
            let peers = signed.roster.forces(on: day).compactMap { force -> PeerBook.Peer? in
                guard let node = force.node, node.isInService(on: day), let address = node.addresses.first else {
                    return nil
                }
                return PeerBook.Peer(
                    force: force.code,
                    address: address,
                    second: node.addresses.dropFirst().first,
                    keys: node.messageKeys.map(\.key)
                )
            }
            let view = View(
                version: signed.version,
                day: day,
                book: PeerBook(peers: peers),
                keys: signed.roster.listedKeys(on: day)
            )
            state.view = view
            return view
        }
    }
}

extension NodeFolder {
    /// Where a version of the roster is offered to the node: a signed note.
    package var roster: String { path + "/roster.note" }
    /// Who may sign the roster: given to the node by hand.
    package var rosterRoot: String { path + "/roster-root.json" }
    /// The versions that were accepted and are or will be in force.
    var rosters: String { federation + "/rosters" }

    /// Offers a version of the roster to the node, which takes it up within a quarter of a minute.
    ///
    /// - Throws: as ``RosterKeeper/accept(_:at:)`` does, and nothing is offered; `roster.malformed` without a root.
    package func offer(_ note: [UInt8], root: [UInt8]?, at moment: Timestamp) throws -> SignedRoster {
        guard let rootText = root ?? FileManager.default.contents(atPath: rosterRoot).map({ Array($0) }) else {
            throw Fault(
                .rosterMalformed,
                "the node in `\(path)` has no root file, so no roster can be proved",
                help: "give it once, with --root"
            )
        }
        let roster = try SignedRoster(parsing: note, root: try RosterRoot(json: rootText))
        if root == nil, let newest = try RosterKeeper.open(self)?.newest { try roster.requireSuccessor(of: newest) }
        if moment.date > roster.until { try roster.requireInForce(on: moment.date) }
        if let root { try Data(root).write(to: URL(filePath: rosterRoot), options: .atomic) }
        try Data(note).write(to: URL(filePath: self.roster), options: .atomic)
        return roster
    }
}

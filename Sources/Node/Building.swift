import CapabilityKit
import Federation
import Foundation
import Ledger
import Policy
import Store
import Vocabulary

/// A node as it stands: its folder, its desk, and the people who may sign in.
package struct Building: Sendable {
    package let folder: NodeFolder
    package let settings: NodeSettings
    package let desk: Desk
    /// Everybody who may sign in, and the node itself.
    package let staff: [StaffMember]
    package let ledger: LedgerWriter
    /// The dealings with those who witness the log.
    package let cosigning: Cosigning
    /// This node as a witness of other logs; `nil` where it watches none.
    package let witness: WitnessKeeper?
    /// The way to other forces' nodes; `nil` where this one belongs to no federation.
    package let federation: FederationClient?
    let needsWitnesses: Bool
    /// The log's files for reading, beside the writer.
    let readableLog: any LogDisk
    /// What is counted while the node runs.
    package let measures: Measures
    package let clock: Clock
    package let randomness: Randomness

    /// Opens the node of a folder: checks the log, brings the tables up to date, reads the rules.
    ///
    /// `peers`, `connected`: the way to other nodes and the forces that have one, in place of those the folder names.
    /// `demonstration`: what lets rooms run that the register does not approve, in place of the folder's file.
    ///
    /// - Throws: ``Fault`` when the folder is used by another process, when the log is damaged, or when a file of rules
    ///   or settings cannot be read. Nothing is changed then.
    package static func open(
        _ folder: NodeFolder,
        peers: (any Peers)? = nil,
        connected: Set<ForceCode> = [],
        demonstration: DemonstrationApprovals? = nil,
        clock: @escaping Clock = Self.systemClock,
        randomness: @escaping Randomness = Self.systemRandomness
    ) async throws -> Building {
        let settings = try folder.read(NodeSettings.self, from: folder.settings)
        let staff = try folder.read([StaffMember].self, from: folder.officers)
        let rules = try Rules.read(own: folder.rules)

        let origin = "reeve.example/\(settings.force)"
        let measures = Measures()
        let disk = MeasuredDisk(disk: try FileLogDisk(folder: folder.ledger), measures: measures)
        let key = try folder.signingKey(endorsed: try await KeyHistory.read(on: disk, origin: origin).current)
        let ledger = try await LedgerWriter.open(
            disk: disk,
            key: key,
            origin: origin,
            clock: clock,
            randomness: randomness
        )
        let federation = try FederationNode.open(folder, settings: settings, clock: clock, randomness: randomness)
            .map { FederationClient(node: $0) }
        let witnesses = try folder.readWitnesses()
        let cosigning = Cosigning(
            ledger: ledger,
            witnesses: try witnesses.contacts(),
            required: witnesses.required,
            send: WitnessPost.send(by: federation)
        )
        let witness = try await openWitness(folder, settings, try witnesses.watched(), clock, randomness)
        let address = try folder.databaseAddress(settings)
        let database = try await openDatabase(at: address, migrations: plan(), clock: clock)
        let desk = try await Desk(
            database: database,
            ledger: ledger,
            rulebook: rules.rulebook,
            roster: rules.roster,
            uses: UseBook(
                force: settings.force,
                rooms: Directory.rooms,
                demonstration: try demonstration ?? folder.readDemonstration()
            ),
            watch: rules.watch.adding(staff.compactMap { $0.officer(on: clock().date) }),
            retention: rules.retention,
            neighbours: neighbours(settings.force, peers, connected, federation, rules.exchange),
            searchIndex: folder.searchIndex,
            readFolder: folder.reads,
            clock: clock,
            randomness: randomness
        )
        let history = RulesHistory(folder: folder.rulesHistory)
        if let earlier = try history.keep(rules.rulebook.version, own: folder.rules, at: clock()) {
            let node = Officer(number: "system", name: "The node itself", force: settings.force, roles: ["system"])
            let authority = Authority(purpose: "audit.lawfulness", reference: "rules")
            try await desk.noteRules(changedFrom: earlier, for: Requester(officer: node, authority: authority))
        }
        return Building(
            folder: folder,
            settings: settings,
            desk: desk,
            staff: staff,
            ledger: ledger,
            cosigning: cosigning,
            witness: witness,
            federation: federation,
            needsWitnesses: witnesses.required > 0,
            readableLog: try FileLogDisk(folder: folder.ledger, writing: false),
            measures: measures,
            clock: clock,
            randomness: randomness
        )
    }

    /// The other forces, by the way that is given or else by the folder's own certificate and book of peers.
    private static func neighbours(
        _ force: ForceCode,
        _ peers: (any Peers)?,
        _ connected: Set<ForceCode>,
        _ client: FederationClient?,
        _ rules: ExchangeRules
    ) -> Neighbours? {
        let log = client?.node.log ?? FederationEvent.programLog
        let alarm: @Sendable (ExchangeAlarm) -> Void = { alarm in
            log(FederationEvent(kind: .alarm, force: alarm.force, reason: "\(alarm.what.rawValue) \(alarm.disclosure)"))
        }
        if let peers {
            return Neighbours(force: force, peers: peers, connected: connected, rules: rules, alarm: alarm)
        }
        return client.map { client in
            let node = client.node
            return Neighbours(
                force: force,
                peers: client,
                connected: { Set(node.peers.peers.map(\.force)).union([force]) },
                roster: { node.rosterSource },
                rules: rules,
                alarm: alarm
            )
        }
    }

    private static func openWitness(
        _ folder: NodeFolder,
        _ settings: NodeSettings,
        _ logs: [WatchedLog],
        _ clock: @escaping Clock,
        _ randomness: Randomness
    ) async throws -> WitnessKeeper? {
        if logs.isEmpty { return nil }
        let disk = try FileLogDisk(folder: folder.witness)
        let name = "reeve.example/\(settings.force)/witness"
        let key = try await SigningKey.kept(on: disk, in: "witness.key", name: name, randomness: randomness)
        return try await WitnessKeeper.open(disk: disk, key: key, logs: logs, clock: clock)
    }
    /// The staff as officers, with the training that holds today.
    package var officers: [Officer] { staff.compactMap { $0.officer(on: clock().date) } }

    /// Every table of the building: the Desk's first, then each room's own.
    static func plan() -> MigrationPlan {
        var plan = MigrationPlan()
        Desk.migrate(&plan)
        for room in Directory.rooms { room.migrate(&plan) }
        return plan
    }

    /// Makes the folder of a new node: its key, its settings, its officers.
    ///
    /// What is there already stays. `demonstration`: lets its rooms run without a word in its register, where it is one.
    package static func make(
        _ folder: NodeFolder,
        settings: NodeSettings,
        officers: [Officer],
        demonstration: DemonstrationApprovals? = nil,
        randomness: Randomness = Self.systemRandomness
    ) throws {
        try folder.make()
        let files = FileManager.default
        if !files.fileExists(atPath: folder.key) {
            // A log whose key is gone must not get another without a word.
            if files.fileExists(atPath: folder.ledger + "/journal") { _ = try folder.signingKey(endorsed: nil) }
            let key = try SigningKey(name: "reeve.example/\(settings.force)", seed: randomness(32))
            try Data(key.secretText.utf8).write(to: URL(filePath: folder.key), options: .atomic)
            try files.setAttributes([.posixPermissions: 0o600], ofItemAtPath: folder.key)
        }
        if !files.fileExists(atPath: folder.settings) { try folder.write(settings, to: folder.settings) }
        if !files.fileExists(atPath: folder.officers) { try folder.write(officers, to: folder.officers) }
        if let demonstration, !files.fileExists(atPath: folder.demonstration) {
            try folder.write(demonstration, to: folder.demonstration)
        }
    }

    /// Writes the last checkpoint and lets go of the log.
    package func close() async throws {
        await federation?.shutdown()
        try await ledger.close()
    }

    /// The time of the machine, with the offset that holds in the United Kingdom.
    package static let systemClock: Clock = {
        Timestamp.uk(milliseconds: Int64((Date().timeIntervalSince1970 * 1000).rounded()))
    }

    /// The randomness of the operating system.
    package static let systemRandomness: Randomness = { count in
        var generator = SystemRandomNumberGenerator()
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count + 7)
        // Eight bytes a call: each is a call of the operating system.
        while bytes.count < count { withUnsafeBytes(of: generator.next() as UInt64) { bytes += $0 } }
        return Array(bytes.prefix(count))
    }
}

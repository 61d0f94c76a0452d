import CapabilityKit
import Federation
import Ledger
import Vocabulary

/// All that one node needs to speak with others: who it is, whom it believes, and whom it knows.
package struct FederationNode: Sendable {
    package let force: ForceCode
    package let settings: FederationSettings
    package let identity: FederationIdentity
    package let trust: FederationTrust
    package let revocations: Revocations
    /// The signed roster, where the node has a root to prove one by; then it alone says who the others are.
    package let roster: RosterKeeper?
    private let listed: PeerBook
    private let listedKeys: [MessageKey]
    /// Signs this node's questions and answers.
    package let signingKey: SigningKey
    package let rules: MessageRules
    package let clock: Clock
    package let randomness: Randomness
    package let log: FederationLog

    /// - Throws: ``Fault`` when a certificate, a key or the book of peers cannot be used.
    package init(
        force: ForceCode,
        settings: FederationSettings,
        certificate: NodeCertificate,
        trust: FederationTrust,
        peers: PeerBook,
        roster: RosterKeeper? = nil,
        signingKey: SigningKey,
        rules: MessageRules = Self.usualRules,
        clock: @escaping Clock,
        randomness: @escaping Randomness,
        log: @escaping FederationLog = FederationEvent.programLog
    ) throws {
        guard certificate.peer.force == force else {
            throw Fault(.forceMismatch, "the certificate is of force \(certificate.peer.force), the node of \(force)")
        }
        self.force = force
        self.settings = settings
        self.trust = trust
        listed = peers
        self.roster = roster
        self.signingKey = signingKey
        self.rules = rules
        self.clock = clock
        self.randomness = randomness
        self.log = log
        identity = try FederationIdentity(certificate, authority: trust.certificate)
        revocations = try trust.revocations()
        listedKeys = try peers.keys()
    }

    /// Where other nodes are reached: by the roster in force, or else by the book of a trial.
    package var peers: PeerBook { roster?.book(at: clock()) ?? listed }

    /// Which roster says what forces there are now.
    var rosterSource: RosterSource {
        guard let roster else { return .shipped }
        let now = clock()
        if let signed = roster.current(at: now) { return .signed(signed.roster) }
        return .missing(reason: roster.problem(at: now)?.message ?? "no signed roster is in force")
    }

    /// By which keys messages are checked now.
    var keys: MessageKeys {
        let known = roster?.keys(at: clock()) ?? listedKeys
        // A node that is left out still proves what it signed itself.
        let own = known.contains { $0.force == force } ? [] : [MessageKey(force: force, key: signingKey.verifierKey)]
        return MessageKeys(known + own)
    }

    /// The address of this node that a request was sent to: one of its own, whatever the request says.
    func address(for authority: String?) -> String {
        guard let second = settings.second, let authority, second.hasSuffix("//" + authority) else {
            return settings.address
        }
        return second
    }

    /// The node of a folder; `nil` where its settings name no federation.
    ///
    /// - Throws: `federation.not_enrolled` when it has no certificate.
    package static func open(
        _ folder: NodeFolder,
        settings: NodeSettings? = nil,
        clock: @escaping Clock,
        randomness: @escaping Randomness,
        log: @escaping FederationLog = FederationEvent.programLog
    ) throws -> FederationNode? {
        let settings = try settings ?? folder.read(NodeSettings.self, from: folder.settings)
        guard let federation = settings.federation else { return nil }
        let (certificate, trust) = try folder.readIdentity()
        return try FederationNode(
            force: settings.force,
            settings: federation,
            certificate: certificate,
            trust: trust,
            peers: try folder.readPeers(),
            roster: try RosterKeeper.open(folder),
            signingKey: try folder.messageSigningKey(of: settings.force, randomness: randomness),
            clock: clock,
            randomness: randomness,
            log: log
        )
    }

    /// Room to remember the requests of a force that sends a thousand a second while they can be replayed.
    package static let usualRules = MessageRules(rememberedPerKeyMax: 250_000)
    /// How long after it was signed a request may arrive, in seconds; well within what others allow.
    static let requestSeconds: Int64 = 60

    /// Refuses a certificate that was called back or has run out.
    package func admit(_ peer: CertifiedPeer) throws { try revocations.admit(peer, at: clock()) }
}

/// The addresses that nodes of a federation answer at.
enum FederationPath {
    static let ask = "/federation/v1/ask"
    static let settle = "/federation/v1/settle"
    static let recall = "/federation/v1/recall"
    static let transfer = "/federation/v1/transfer"
    static let versions = "/federation/v1/versions"
    /// Cosigning of other forces' logs; `/add-checkpoint` follows.
    static let witness = "/federation/v1/witness"
}

/// What a node says of the versions it speaks.
struct SpokenVersions: Codable, Sendable {
    var force: ForceCode
    var versions: [String]
}

import CapabilityKit

extension Contact {
    /// Somebody looking at a screen while it changes.
    ///
    /// Nothing is made before it is asked for and nothing is stored up: whoever reads slowly is given the newest state. It
    /// ends as soon as they are signed out or act for another purpose, and after some minutes anyhow; the page asks anew.
    actor Watch {
        private let counter: Counter
        private let number: String?
        private let token: String
        private let nonce: String
        private let isStill: @Sendable () async -> Bool
        private let ends: Int64
        private var shown: Disclosure<Counter.Look>
        /// The questions whose answers are on the screen.
        private var open: [OpenQuestion] = []
        private var isWaiting = true
        private var sent: [Int64] = []
        /// The parts as they were last sent: what is the same is not sent again.
        private var told: Set<String> = []

        /// How long it lasts, and after what time ages and prompts are drawn again, in milliseconds.
        private static let lasts: Int64 = 300_000, redraws: Int64 = 30_000

        init(
            _ counter: Counter,
            _ shown: Disclosure<Counter.Look>,
            number: String?,
            token: String,
            nonce: String,
            isStill: @escaping @Sendable () async -> Bool
        ) {
            self.counter = counter
            self.shown = shown
            self.number = number
            self.token = token
            self.nonce = nonce
            self.isStill = isStill
            ends = counter.desk.clock().milliseconds + Self.lasts
        }

        /// The parts of the screen once something has changed; `nil` when it is over.
        func next() async throws -> ServerEvent? {
            while !Task.isCancelled {
                guard await isStill(), counter.desk.clock().milliseconds < ends else { return nil }
                let pulse = try await pulse()
                if pulse != sent {
                    sent = pulse
                    shown = try await counter.lookAgain(shown, at: number)
                    var screen = try await counter.screen(shown.content, shown, token: token, nonce: nonce)
                    screen.isPushed = true
                    open = screen.known.open
                    isWaiting = !screen.known.hasEnded
                    try await counter.warn(screen)
                    guard await isStill() else { return nil }
                    let parts = Contact.parts(screen).map(\.source)
                    let fresh = parts.filter { !told.contains($0) }
                    told = Set(parts)
                    // Also where nothing looks different: the page waits for what it sent to have been seen.
                    return ServerEvent("parts", fresh.isEmpty ? "<!-- -->" : fresh.joined())
                }
                try? await Task.sleep(for: .milliseconds(isWaiting ? 100 : 300))
            }
            return nil
        }

        /// What grows with every change of the tables, of the answers, and of the time.
        private func pulse() async throws -> [Int64] {
            let tables = try await counter.desk.pulse { try Shelf.revision(in: $0) }
            var answers: Int64 = Int64(open.count)
            for question in open { answers += Int64(await question.now.revision) }
            return [tables, answers, counter.desk.clock().milliseconds / Self.redraws]
        }
    }
}

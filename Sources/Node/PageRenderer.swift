import CapabilityKit
import HTTPTypes
import Hummingbird
import PageKit
import Vocabulary

/// Puts the frame round a page: who is asking, for what, and which rooms there are.
struct PageRenderer: Sendable {
    let assets: AssetAddresses
    let roster: Roster
    let purposes: PurposeList
    let clock: Clock

    /// A page as a response.
    func response(_ page: Page, _ context: NodeContext, status: HTTPResponse.Status = .ok) -> Response {
        var frame = PageFrame(
            assets: assets,
            rooms: Self.rooms.map { $0.with(context.waiting[$0.name] ?? 0) },
            visitor: context.requester.map(visitor)
        )
        frame.formToken = context.formToken ?? ""
        frame.alarms = context.alarms.map { alarm($0, for: context.requester) }
        return Response(
            status: status,
            headers: [.contentType: "text/html; charset=utf-8"],
            body: .init(byteBuffer: ByteBuffer(bytes: frame.document(page).bytes))
        )
    }

    /// A fault as a page.
    func faultPage(_ fault: Fault, _ context: NodeContext) -> Response {
        response(
            Page(for: fault, request: fault.code.status >= 500 ? context.id : nil),
            context,
            status: .init(code: fault.code.status)
        )
    }

    /// An emergency in words, with the way to what must follow.
    private func alarm(_ grant: AuthorityGrant, for requester: Requester?) -> PageFrame.Alarm {
        let isOwn = grant.officer == requester?.officer.number && grant.force == requester?.officer.force
        let who = isOwn ? "You have emergency access" : "Officer \(grant.officer) has emergency access"
        let ends = Phrase.time(Timestamp.uk(milliseconds: grant.endsAt))
        let due = Timestamp.uk(milliseconds: grant.dueAt)
        let isRunning = grant.beganAt.milliseconds <= clock().milliseconds && grant.isInForce(at: clock())
        let what =
            isRunning
            ? "\(who) until \(ends), for \(grant.reference). Everything is recorded and must be justified."
            : "Emergency access of \(isOwn ? "yours" : "officer \(grant.officer)") at \(Phrase.time(grant.beganAt)) "
                + "on \(Phrase.shortDay(grant.beganAt)) is not justified. It was due by \(Phrase.time(due)) "
                + "on \(Phrase.shortDay(due))."
        return PageFrame.Alarm(
            words: what,
            address: isOwn ? Address("authority") : Address("authority", "overview"),
            step: isOwn ? "Justify it" : "See all"
        )
    }

    private func visitor(_ requester: Requester) -> PageFrame.Visitor {
        let force = roster[requester.officer.force]?.abbreviation ?? requester.officer.force.description
        let role = requester.officer.roles.sorted().first?.replacing("_", with: " ") ?? "no role"
        return PageFrame.Visitor(
            name: requester.officer.name,
            unit: "\(role.headCapitals), \(force)",
            purpose: purposes[requester.authority.purpose]?.title ?? requester.authority.purpose,
            reference: requester.authority.reference,
            changeAddress: Address("purpose")
        )
    }

    private static let rooms: [PageFrame.Room] = Directory.rooms.compactMap { room in room.railItem.map { (room, $0) } }
        .sorted { ($0.1.place, $0.0.name) < ($1.1.place, $1.0.name) }
        .map { PageFrame.Room(name: $0.name, title: $1.title, icon: $1.icon, address: Address($0.name)) }
}

extension PageFrame.Room {
    /// The same place with so many things waiting there.
    fileprivate func with(_ waiting: Int) -> Self {
        var room = self
        room.waiting = waiting
        return room
    }
}

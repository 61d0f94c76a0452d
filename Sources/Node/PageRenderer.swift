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

    /// A page as a response.
    func response(_ page: Page, _ context: NodeContext, status: HTTPResponse.Status = .ok) -> Response {
        let frame = PageFrame(assets: assets, rooms: Self.rooms, visitor: context.requester.map(visitor))
        return Response(
            status: status,
            headers: [.contentType: "text/html; charset=utf-8"],
            body: .init(byteBuffer: ByteBuffer(bytes: frame.document(page).bytes))
        )
    }

    /// A fault as a page.
    func faultPage(_ fault: Fault, _ context: NodeContext) -> Response {
        response(Page(for: fault), context, status: .init(code: fault.code.status))
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

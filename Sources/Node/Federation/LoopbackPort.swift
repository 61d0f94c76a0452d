import Foundation
import Vocabulary

/// Ports of this machine that nobody listens on, for nodes that are started together.
package enum LoopbackPort {
    /// As many different ports, free a moment ago.
    ///
    /// - Throws: `node.port_taken` when the machine has none.
    package static func free(_ count: Int) throws -> [Int] {
        var sockets: [Int32] = []
        defer { for socket in sockets { Glibc.close(socket) } }
        return try (0..<count).map { _ in
            let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            guard socket >= 0 else { throw none }
            sockets.append(socket)
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
            var length = socklen_t(MemoryLayout<sockaddr_in>.size)
            return try withUnsafeMutablePointer(to: &address) { pointer in
                try pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                    guard bind(socket, pointer, length) == 0, getsockname(socket, pointer, &length) == 0 else {
                        throw none
                    }
                }
                return Int(UInt16(bigEndian: pointer.pointee.sin_port))
            }
        }
    }

    private static var none: Fault { Fault(.portTaken, "this machine has no free port") }
}

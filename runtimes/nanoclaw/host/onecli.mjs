// Stands in for OneCLI, without whose word NanoClaw starts no agent (@onecli-sh/sdk 0.5.0). It hands out no credential: agents have theirs from a file
// that NanoClaw itself never reads. Answers on 127.0.0.1 alone, and only whoever has the key.
import { createServer } from 'node:http';

const pollSeconds = 30;

/** Starts it on a free port. @returns {Promise<{url: string, close: () => void}>} */
export async function startOneCli(key) {
  const server = createServer((request, response) => {
    const answer = (status, body) => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body));
    };
    request.resume();
    if (request.headers.authorization !== `Bearer ${key}`) {
      return answer(401, { error: 'not allowed' });
    }

    const { pathname } = new URL(request.url, 'http://onecli');
    switch (`${request.method} ${pathname}`) {
      case 'POST /api/agents':
        return answer(201, {});
      case 'GET /api/container-config':
        // The certificates of a proxy that is not there; the SDK adds none to the system's own.
        return answer(200, { env: {}, caCertificate: '', caCertificateContainerPath: '/tmp/onecli-proxy-ca.pem' });
      case 'GET /api/gateway-url':
        return answer(200, { url: url() });
      case 'GET /api/approvals/pending': {
        const timer = setTimeout(() => answer(200, { requests: [], timeoutSeconds: pollSeconds }), pollSeconds * 1000);
        return response.on('close', () => clearTimeout(timer));
      }
      default:
        return answer(404, { error: 'not known here' });
    }
  });
  const url = () => `http://127.0.0.1:${server.address().port}`;
  await new Promise((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  return {
    url: url(),
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

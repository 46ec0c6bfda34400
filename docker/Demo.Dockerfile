# A fake provider and people who use it through the proxy. Build from the repository's root: docker build -f docker/Demo.Dockerfile .
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /source
COPY .editorconfig global.json BannedSymbols.txt Directory.Build.props Directory.Packages.props ./
COPY migrations/ migrations/
COPY src/Domain/ src/Domain/
COPY src/Standalone/ src/Standalone/
COPY tests/Directory.Build.props tests/
COPY tests/Testing/ tests/Testing/
COPY tests/Demo/ tests/Demo/
RUN dotnet publish tests/Demo -c Release -o /app

FROM mcr.microsoft.com/dotnet/aspnet:10.0
COPY --from=build /app /app
ENV DOTNET_EnableDiagnostics=0
USER $APP_UID
ENTRYPOINT ["dotnet", "/app/Observability.Demo.dll"]

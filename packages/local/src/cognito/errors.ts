/** A refusal of the user pool, with the name and words Amazon Cognito uses. */
export class CognitoError extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** The same answer for a wrong password and for nobody of that name. */
export const wrongPassword = () => new CognitoError("NotAuthorizedException", "Incorrect username or password.");
export const notAuthorized = (message: string) => new CognitoError("NotAuthorizedException", message);
export const invalidParameter = (message: string) => new CognitoError("InvalidParameterException", message);
export const notFound = (message: string) => new CognitoError("ResourceNotFoundException", message);
export const userNotFound = () => new CognitoError("UserNotFoundException", "User does not exist.");
